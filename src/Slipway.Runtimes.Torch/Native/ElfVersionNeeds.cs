using System.Buffers.Binary;
using System.Text;

namespace Slipway.Runtimes.Torch.Native;

/// <summary>
/// The versions of symbols that an ELF library needs of others (<c>.gnu.version_r</c>, as the Linux Standard Base
/// describes it), of which one can be made weak: the loader then takes the library also where that version is not there.
/// 64-bit little-endian files only. Whatever the file says is held to its length.
/// </summary>
internal sealed class ElfVersionNeeds(byte[] image)
{
    private const uint VersionNeedSection = 0x6FFFFFFE;
    private const int SectionHeaderBytes = 64;
    private const ushort Weak = 2;

    private static ReadOnlySpan<byte> Ident => [0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1];

    /// <summary>Whether the library needs <paramref name="version"/>, and cannot do without.</summary>
    /// <exception cref="InvalidDataException">It is no library of this kind.</exception>
    public bool Needs(string version) => Find(version).Exists(flags => (UInt16(flags) & Weak) == 0);

    /// <summary>Marks every need of the version as weak, in the image itself. False where there is none.</summary>
    /// <exception cref="InvalidDataException">It is no library of this kind.</exception>
    public bool MakeWeak(string version)
    {
        var found = Find(version);
        foreach (var flags in found)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(Part(flags, 2), (ushort)(UInt16(flags) | Weak));
        }

        return found.Count > 0;
    }

    /// <summary>The places of the flags of each need of a version.</summary>
    private List<long> Find(string version)
    {
        if (!image.AsSpan().StartsWith(Ident))
            throw new InvalidDataException("It is no 64-bit little-endian ELF file.");
        var found = new List<long>();
        var sections = (long)UInt64(0x28);
        var count = UInt16(0x3C);
        for (var i = 0; i < count; i++)
        {
            var header = Section(sections, i);
            if (UInt32(header + 4) != VersionNeedSection)
                continue;
            var names = (long)UInt64(Section(sections, (int)UInt32(header + 40)) + 24);
            Walk((long)UInt64(header + 24), UInt32(header + 44), names, version, found);
        }

        return found;
    }

    // Elfxx_Verneed: version, count, file, aux, next. Elfxx_Vernaux: hash, flags, other, name, next.
    private void Walk(long need, uint needs, long names, string version, List<long> found)
    {
        for (; needs > 0; needs--)
        {
            var aux = need + UInt32(need + 8);
            for (var left = UInt16(need + 2); left > 0; left--)
            {
                if (IsName(names + UInt32(aux + 8), version))
                    found.Add(aux + 4);
                aux += UInt32(aux + 12);
            }

            var next = UInt32(need + 12);
            if (next == 0)
                return;
            need += next;
        }
    }

    private bool IsName(long offset, string name)
    {
        var bytes = Encoding.ASCII.GetBytes(name + '\0');
        return Part(offset, bytes.Length).SequenceEqual(bytes);
    }

    private static long Section(long sections, int index) => sections + (long)index * SectionHeaderBytes;

    private ushort UInt16(long offset) => BinaryPrimitives.ReadUInt16LittleEndian(Part(offset, 2));

    private uint UInt32(long offset) => BinaryPrimitives.ReadUInt32LittleEndian(Part(offset, 4));

    private ulong UInt64(long offset) => BinaryPrimitives.ReadUInt64LittleEndian(Part(offset, 8));

    private Span<byte> Part(long offset, int length) =>
        offset >= 0 && offset <= image.Length - length
            ? image.AsSpan((int)offset, length)
            : throw new InvalidDataException("The ELF file is cut off or damaged.");
}
