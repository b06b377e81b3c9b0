package host

import (
	"time"

	"golang.org/x/sys/windows"
)

// ReadProcessTimes asks for the processor time of this process.
func ReadProcessTimes() (user, system time.Duration, err error) {
	var created, exited, kernel, used windows.Filetime
	if err := windows.GetProcessTimes(windows.CurrentProcess(), &created, &exited, &kernel, &used); err != nil {
		return 0, 0, err
	}
	return hundredNanoseconds(used), hundredNanoseconds(kernel), nil
}

// hundredNanoseconds is a length of time; Filetime's own methods are for
// dates.
func hundredNanoseconds(t windows.Filetime) time.Duration {
	return time.Duration(int64(t.HighDateTime)<<32|int64(t.LowDateTime)) * 100
}
