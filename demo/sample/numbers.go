package sample

import (
	"fmt"
	"time"
)

// nobody is an area code that GB/T 2260 never assigned: an identity number that begins with it belongs to no one.
const nobody = "419900"

// identity is an 18-digit identity number (GB 11643): area, birth, serial (odd for a man), check digit.
func identity(birth time.Time, serial int) string {
	first := fmt.Sprintf("%s%s%03d", nobody, birth.Format("20060102"), serial)
	return first + string(checkDigit(first))
}

// checkDigit is the eighteenth character for the first seventeen digits (GB 11643, ISO 7064 MOD 11-2).
func checkDigit(first string) byte {
	sum := 0
	for i := range 17 {
		sum += int(first[i]-'0') * (1 << (17 - i) % 11)
	}
	return "10X98765432"[sum%11]
}

// validIdentity tells whether the check digit is right.
func validIdentity(id string) bool { return len(id) == 18 && checkDigit(id[:17]) == id[17] }

// account is the n-th bank account: 19 digits that pass the Luhn check under 000000, an issuer prefix that no bank has.
func account(n int) string {
	first := fmt.Sprintf("000000%012d", n*7_368_787%1_000_000_000_000)
	return first + string('0'+luhn(first))
}

// luhn is the check digit to append to digits.
func luhn(digits string) byte {
	sum := 0
	for i := range len(digits) {
		d := int(digits[len(digits)-1-i] - '0')
		if i%2 == 0 {
			d *= 2
		}
		sum += d/10 + d%10
	}
	return byte((10 - sum%10) % 10)
}

// phone is the n-th telephone number: 100 begins no mobile number.
func phone(n int) string { return fmt.Sprintf("100%08d", n*7_368_787%100_000_000) }
