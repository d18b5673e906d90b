using System.Buffers.Binary;
using Slipway.Oci.Content;

namespace Slipway.Oci.Images.Services;

/// <summary>Tells by a program's first bytes what it runs on (System V ABI, <em>ELF Header</em>).</summary>
internal static class ElfHeader
{
    private const int MachineOffset = 18;
    private const ushort X86 = 62;
    private const ushort Arm64 = 183;

    public static Platform PlatformOf(string program)
    {
        Span<byte> header = stackalloc byte[20];
        using (var file = File.OpenRead(program))
        {
            if (
                file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length
                || !header.StartsWith("\u007fELF"u8)
            )
                throw OciErrors.Invalid("no-server", $"'{program}' is no program for Linux.");
        }

        return BinaryPrimitives.ReadUInt16LittleEndian(header[MachineOffset..]) switch
        {
            X86 => Platform.LinuxAmd64,
            Arm64 => Platform.LinuxArm64,
            var other => throw OciErrors.Invalid(
                "no-server",
                $"'{program}' is for a processor (ELF machine {other}) that no image is built for; amd64 and arm64 are."
            ),
        };
    }
}
