using System.Buffers.Binary;
using Slipway.Oci.Content;

namespace Slipway.Oci.Images.Services;

/// <summary>Tells by a program's first bytes what it runs on (System V ABI, <em>ELF Header</em>).</summary>
internal static class ElfHeader
{
    private static ReadOnlySpan<byte> Magic => "\u007fELF"u8;

    private const int MachineOffset = 18;
    private const ushort X86 = 62;
    private const ushort Arm64 = 183;

    /// <summary>Whether the system can start it: a program, or a script that names one.</summary>
    public static bool IsProgram(string path)
    {
        // What has no length may be a pipe, whose opening would wait for a writer.
        if (new FileInfo(path).Length == 0)
            return false;
        Span<byte> header = stackalloc byte[4];
        using var file = File.OpenRead(path);
        return file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) == header.Length
            && (header.StartsWith(Magic) || header.StartsWith("#!"u8));
    }

    public static Platform PlatformOf(string program)
    {
        Span<byte> header = stackalloc byte[20];
        using (var file = File.OpenRead(program))
        {
            if (
                file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length
                || !header.StartsWith(Magic)
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
