//// words
.word 1
.word 65536
//// word twos
.word 1, 2
//// hword [arm64]
.hword 1
.xword 2
.dword 3
//// hword on x86 [x86_64]
.hword 1
//// xword on x86 [x86_64]
.xword 1
//// inst [arm64]
.inst 0xd503201f
.inst 0xd503201f, 0xd65f03c0
//// even [x86_64]
.byte 1
.even
.byte 2
//// arch [x86_64]
.arch x86_64
//// arch arm [arm64]
.arch armv8.2-a
//// cpu [arm64]
.cpu apple-m1
//// arch_extension [arm64]
.arch_extension crc
//// tlsdesccall [arm64]
.tlsdesccall _x
//// seh [x86_64]
.seh_proc _x
