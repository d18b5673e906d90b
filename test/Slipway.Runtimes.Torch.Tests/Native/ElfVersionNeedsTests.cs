using System.Buffers.Binary;
using System.Text;
using Slipway.Runtimes.Torch.Native;

namespace Slipway.Runtimes.Torch.Tests.Native;

public sealed class ElfVersionNeedsTests
{
    private const string New = "GLIBCXX_3.4.32";
    private const string Old = "GLIBCXX_3.4.30";

    // The flags of the entry for the new version, in the image below.
    private const int FlagsOfNew = 0x100 + 16 + 16 + 4;

    [Fact]
    public void MakeWeak_VersionThatIsNeeded_ChangesItsFlagsAndNothingElse()
    {
        var image = Library();
        var before = (byte[])image.Clone();
        var needs = new ElfVersionNeeds(image);

        needs.Needs(New).Should().BeTrue();
        needs.MakeWeak(New).Should().BeTrue();

        needs.Needs(New).Should().BeFalse();
        needs.Needs(Old).Should().BeTrue();
        image[FlagsOfNew].Should().Be(2);
        image[FlagsOfNew] = 0;
        image.Should().Equal(before);
    }

    [Fact]
    public void MakeWeak_VersionThatIsNotNeeded_ChangesNothing()
    {
        var image = Library();

        new ElfVersionNeeds(image)
            .MakeWeak("GLIBCXX_3.4.3")
            .Should()
            .BeFalse("it is only the beginning of another's name");

        image.Should().Equal(Library());
    }

    [Fact]
    public void Needs_EveryCutOfALibrary_IsRefusedOrReadToItsEnd()
    {
        var library = Library();
        // The last field that is read is the place of the names.
        for (var length = 0; length < library.Length - 32; length++)
        {
            var act = () => new ElfVersionNeeds(library[..length]).Needs(New);
            act.Should().Throw<InvalidDataException>();
        }
    }

    [Fact]
    public void Needs_EveryByteChanged_EndsInAnAnswerOrARefusal()
    {
        for (var i = 0; i < 0x160; i++)
        {
            var image = Library();
            image[i] ^= 0xFF;
            try
            {
                new ElfVersionNeeds(image).Needs(New);
            }
            catch (InvalidDataException)
            {
                // As it should be where the change made it no library.
            }
        }
    }

    /// <summary>A header, one need with two versions, names, and the table of three sections.</summary>
    private static byte[] Library()
    {
        const int Needs = 0x100;
        const int Names = 0x140;
        const int Sections = 0x180;
        var image = new byte[Sections + 3 * 64];
        ((ReadOnlySpan<byte>)[0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1]).CopyTo(image);
        Put64(0x28, Sections);
        Put16(0x3C, 3);

        Put16(Needs, 1);
        Put16(Needs + 2, 2);
        Put32(Needs + 8, 16);
        Put32(Needs + 16 + 8, 0);
        Put32(Needs + 16 + 12, 16);
        Put32(Needs + 32 + 8, (uint)Old.Length + 1);
        Encoding.ASCII.GetBytes($"{Old}\0{New}\0").CopyTo(image, Names);

        Put32(Sections + 64 + 4, 0x6FFFFFFE);
        Put64(Sections + 64 + 24, Needs);
        Put32(Sections + 64 + 40, 2);
        Put32(Sections + 64 + 44, 1);
        Put64(Sections + 128 + 24, Names);
        return image;

        void Put16(int at, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan(at), value);
        void Put32(int at, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(image.AsSpan(at), value);
        void Put64(int at, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(image.AsSpan(at), value);
    }
}
