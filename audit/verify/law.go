package verify

import "fangpin/internal/identity/who"

// law says who may do what, by the verb that deeds bear. It is written down here once more on purpose: whoever asks the rooms what
// they allow believes them. A test holds the two against each other.
var law = map[string][]who.Role{
	"staff.open":    {who.SystemAdmin},
	"staff.add":     {who.SystemAdmin},
	"staff.recover": {who.SystemAdmin},
	"staff.disable": {who.SystemAdmin},

	"staff.depute":     {who.SecurityAdmin},
	"staff.end_deputy": {who.SecurityAdmin},

	"grant.propose": {who.SystemAdmin, who.SecurityAdmin},
	"grant.confirm": {who.SystemAdmin, who.SecurityAdmin},
	"grant.refuse":  {who.SystemAdmin, who.SecurityAdmin},

	"signin.issue":      {who.SystemAdmin},
	"signin.enrol":      {who.SystemAdmin},
	"signin.reset":      {who.SecurityAdmin},
	"signin.reset_totp": {who.SecurityAdmin},
	"signin.unlock":     {who.SecurityAdmin},
	"signin.end":        {who.SecurityAdmin},
	"signin.change":     who.Roles(),
	"signin.bind":       who.Roles(),
	"signin.take_up":    who.Roles(),

	"signing.propose": {who.SystemAdmin, who.SecurityAdmin},
	"signing.adopt":   {who.SystemAdmin, who.SecurityAdmin},
	"signing.reject":  {who.SystemAdmin, who.SecurityAdmin},

	"probation.propose":      {who.SystemAdmin, who.SecurityAdmin},
	"probation.adopt":        {who.SystemAdmin, who.SecurityAdmin},
	"probation.reject":       {who.SystemAdmin, who.SecurityAdmin},
	"signing.propose_root":   {who.SystemAdmin},
	"signing.confirm_root":   {who.SecurityAdmin},
	"signing.refuse_root":    {who.SecurityAdmin},
	"signing.propose_vouch":  {who.SystemAdmin, who.SecurityAdmin},
	"signing.vouch":          {who.SystemAdmin, who.SecurityAdmin},
	"signing.refuse_vouch":   {who.SystemAdmin, who.SecurityAdmin},
	"signing.propose_revoke": {who.SystemAdmin, who.SecurityAdmin},
	"signing.revoke":         {who.SystemAdmin, who.SecurityAdmin},
	"signing.refuse_revoke":  {who.SystemAdmin, who.SecurityAdmin},

	"timing.repair": {who.SystemAdmin, who.SecurityAdmin},

	"restoration.reconcile": {who.Clerk},

	"signin.enrol_passkey":  who.Roles(),
	"signin.revoke_passkey": who.Roles(),

	"registry.open_places":      {who.Clerk},
	"registry.enrol":            {who.Clerk},
	"registry.add_member":       {who.Clerk},
	"registry.add_account":      {who.Clerk},
	"registry.confirm_accounts": {who.Clerk},
	"registry.refuse_accounts":  {who.Clerk},
	"registry.record_death":     {who.Clerk},
	"registry.set_label":        {who.Clerk},
	"registry.end_label":        {who.Clerk},
	"registry.reveal":           {who.Clerk, who.Adjuster, who.Sender, who.Township, who.Village, who.Auditor},
	"registry.permit_reveals":   {who.SecurityAdmin},

	"policy.propose":         {who.Clerk, who.Assessor},
	"policy.adopt":           {who.Clerk, who.Approver},
	"policy.refuse":          {who.Clerk, who.Approver},
	"policy.open":            {who.Clerk},
	"policy.insure":          {who.Clerk},
	"policy.receive_premium": {who.Clerk},

	"reports.accept":    {who.Reporter, who.Clerk},
	"reports.replace":   {who.Reporter, who.Clerk},
	"reports.hand_over": {who.Clerk},
	"reports.conclude":  {who.Clerk},
	"reports.fetch":     {who.Reporter, who.Clerk, who.Auditor},
	"reports.reveal":    {who.Reporter, who.Clerk, who.Adjuster, who.Township, who.Village, who.Auditor},

	"claims.screen":      {who.Clerk},
	"claims.entrust":     {who.Clerk},
	"claims.reassign":    {who.Clerk},
	"claims.extend":      {who.Clerk},
	"claims.investigate": {who.Adjuster},
	"claims.endorse":     {who.Village},
	"claims.review":      {who.Township},
	"claims.file":        {who.Clerk},
	"claims.reopen":      {who.Township, who.Clerk},
	"claims.void":        {who.Clerk},

	"publicity.post":      {who.Village, who.Township},
	"publicity.take_down": {who.Village, who.Township, who.Clerk},
	"publicity.put_back":  {who.Village, who.Township, who.Clerk},

	"payouts.prove":              {who.Village, who.Township, who.Clerk},
	"payouts.assess":             {who.Assessor},
	"payouts.announce":           {who.Clerk},
	"payouts.object":             {who.Village, who.Township, who.Clerk},
	"payouts.uphold":             {who.Township, who.Clerk},
	"payouts.dismiss":            {who.Township, who.Clerk},
	"payouts.clear":              {who.Clerk},
	"payouts.compose":            {who.Clerk},
	"payouts.compose_again":      {who.Clerk},
	"payouts.void":               {who.Clerk, who.Approver},
	"payouts.approve":            {who.Approver},
	"payouts.send":               {who.Sender},
	"payouts.write_bank_file":    {who.Sender},
	"payouts.settle":             {who.Sender, who.Clerk},
	"payouts.admit":              {who.Clerk},
	"payouts.propose_resolution": {who.Clerk},
	"payouts.resolve":            {who.Approver},
	"payouts.refuse_resolution":  {who.Approver},
	"payouts.reissue":            {who.Sender},
	"payouts.withdraw":           {who.Clerk},
	"payouts.name_heir":          {who.Clerk},
	"payouts.confirm_heir":       {who.Clerk},
	"payouts.refuse_heir":        {who.Clerk},
	"payouts.check_death":        {who.Clerk},

	"monitoring.propose":         {who.Clerk},
	"monitoring.adopt":           {who.Clerk, who.Approver},
	"monitoring.reject":          {who.Clerk, who.Approver},
	"monitoring.screen":          {who.Clerk},
	"monitoring.lead":            {who.Village, who.Township, who.Clerk},
	"monitoring.hand_over":       {who.Clerk},
	"monitoring.answer":          {who.Reporter},
	"monitoring.feedback":        {who.Township, who.Reporter, who.Clerk},
	"monitoring.admit":           {who.Village, who.Township, who.Clerk},
	"monitoring.decline":         {who.Village, who.Township, who.Clerk},
	"monitoring.pass_on":         {who.Village},
	"monitoring.contact":         {who.Village, who.Township, who.Clerk},
	"monitoring.apply":           {who.Village},
	"monitoring.visit":           {who.Village, who.Township},
	"monitoring.evaluate":        {who.Village},
	"monitoring.notice":          {who.Village, who.Township, who.Clerk},
	"monitoring.post":            {who.Village, who.Township},
	"monitoring.object":          {who.Village, who.Township, who.Clerk},
	"monitoring.dismiss":         {who.Township, who.Clerk},
	"monitoring.uphold":          {who.Township, who.Clerk},
	"monitoring.review":          {who.Township},
	"monitoring.compare":         {who.Clerk},
	"monitoring.decide_doubtful": {who.Clerk},
	"monitoring.answer_referral": {who.Reporter},
	"monitoring.push":            {who.Clerk},
	"monitoring.write_push":      {who.Clerk},
	"monitoring.draw":            {who.Clerk},
	"monitoring.check":           {who.Clerk, who.Approver},
	"monitoring.rectify":         {who.Clerk},
	"monitoring.rectified":       {who.Village, who.Township, who.Reporter},
	"monitoring.sign_off":        {who.Clerk, who.Approver},
	"monitoring.approve":         {who.Approver},
	"monitoring.announce":        {who.Clerk},
	"monitoring.register":        {who.Township},
	"monitoring.file":            {who.Clerk},
	"monitoring.not_taken":       {who.Township, who.Clerk},
	"monitoring.plan":            {who.Township, who.Clerk},
	"monitoring.measure":         {who.Township, who.Clerk},
	"monitoring.accept":          {who.Township, who.Reporter},
	"monitoring.begin":           {who.Township, who.Reporter},
	"monitoring.done":            {who.Township, who.Reporter},
	"monitoring.judge":           {who.Village, who.Township, who.Clerk},
	"monitoring.withdraw":        {who.Township, who.Clerk},
	"monitoring.follow_up":       {who.Village, who.Township},
	"monitoring.name_helper":     {who.Village, who.Township, who.Clerk},
	"monitoring.end_helper":      {who.Village, who.Township, who.Clerk},
	"monitoring.nominate":        {who.Village},
	"monitoring.mark":            {who.Township},
	"monitoring.roll_back":       {who.Clerk},
	"monitoring.round":           {who.Village, who.Township},

	"security.look_into": {who.AuditAdmin, who.Auditor},

	"audit.export": {who.Auditor},
}

// formerly is the law of verbs by names that only bodies of version 1 have: as the two were called while only payouts had notices.
var formerly = map[string][]who.Role{
	"payouts.post":      law["publicity.post"],
	"payouts.take_down": law["publicity.take_down"],
}

// roles are those that may do what the deed says, false where there was no such verb when its body was written.
func (a act) roles() (roles []who.Role, ok bool) {
	if roles, ok = law[a.verb]; !ok && a.version == 1 {
		roles, ok = formerly[a.verb]
	}
	return roles, ok
}
