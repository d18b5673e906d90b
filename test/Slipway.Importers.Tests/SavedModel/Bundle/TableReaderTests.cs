using System.Text;
using Slipway.Importers.SavedModel.Bundle;

namespace Slipway.Importers.Tests.SavedModel.Bundle;

public sealed class TableReaderTests
{
    private static readonly (string, byte[])[] Entries =
    [
        ("", [8, 1]),
        ("dense/bias", [1]),
        ("dense/kernel", [2, 3]),
        ("dense/kernel/part", []),
    ];

    [Fact]
    public void Crc32C_OfTheCheckString_IsTheStandards()
    {
        // RFC 3720, B.4, and the usual check value.
        Crc32C.Of("123456789"u8).Should().Be(0xe3069283);
        Crc32C.Of(new byte[32]).Should().Be(0x8a9136aa);
        Crc32C.Of("6789"u8, Crc32C.Of("12345"u8)).Should().Be(0xe3069283);
    }

    [Fact]
    public void Read_OfKeysThatSharePrefixes_RestoresThem()
    {
        var table = TableReader.Read(TableWriter.Write(Entries));
        table.Keys.Should().BeEquivalentTo("", "dense/bias", "dense/kernel", "dense/kernel/part");
        table["dense/kernel"].Should().Equal(2, 3);
    }

    [Fact]
    public void Read_OfACompressedBlock_IsTheSame() =>
        TableReader.Read(TableWriter.Write(Entries, AsLiteral)).Should().HaveCount(4);

    [Fact]
    public void Read_OfEveryTableWithAWrongByte_IsRefusedOrTheSame()
    {
        var whole = TableWriter.Write(Entries);
        for (var i = 0; i < whole.Length; i++)
        {
            var damaged = whole.ToArray();
            damaged[i] ^= 0x40;
            try
            {
                // Only the footer's padding and its unused handle do not matter.
                TableReader.Read(damaged).Should().HaveCount(4, "byte {0}", i);
                i.Should().BeGreaterThanOrEqualTo(whole.Length - 48);
            }
            catch (ImportException e)
            {
                e.Reason.Should().Be(ImportReasons.Corrupt);
            }
        }
    }

    [Fact]
    public void Read_OfEveryTableThatIsCutOff_IsRefused()
    {
        var whole = TableWriter.Write(Entries);
        for (var length = 0; length < whole.Length; length++)
        {
            var read = () => TableReader.Read(whole.AsSpan(0, length));
            read.Should().Throw<ImportException>().Which.Reason.Should().Be(ImportReasons.Corrupt);
        }
    }

    [Fact]
    public void Decompress_OfCopies_RepeatsWhatWasWritten()
    {
        // "abcd", a copy of eight from four back, in each of the forms that a copy has.
        Decompress([12, 3 << 2, .. "abcd"u8, ((8 - 4) << 2) | 1, 4]).Should().Be("abcdabcdabcd");
        Decompress([12, 3 << 2, .. "abcd"u8, ((8 - 1) << 2) | 2, 4, 0]).Should().Be("abcdabcdabcd");
        Decompress([12, 3 << 2, .. "abcd"u8, ((8 - 1) << 2) | 3, 4, 0, 0, 0]).Should().Be("abcdabcdabcd");
        var literal = new byte[100];
        literal.AsSpan().Fill((byte)'x');
        Decompress([100, 60 << 2, 99, .. literal]).Should().Be(new string('x', 100));
    }

    public static TheoryData<byte[]> Damaged =>
        new(
            // Declares far more than it has, copies from before its start, from nowhere, ends early, holds too much.
            [0xff, 0xff, 0xff, 0x7f, 0, 1],
            [8, 0, 1, (7 << 2) | 2, 9, 0],
            [8, 0, 1, (7 << 2) | 2, 0, 0],
            [8, 3 << 2, 1, 2],
            [1, 3 << 2, 1, 2, 3, 4],
            [9, 3 << 2, 1, 2, 3, 4],
            [4, 63 << 2, 0xff, 0xff, 0xff, 0xff, 0]
        );

    [Theory]
    [MemberData(nameof(Damaged))]
    public void Decompress_OfADamagedBlock_IsRefused(byte[] block)
    {
        var decompress = () => Snappy.Decompress(block);
        decompress.Should().Throw<ImportException>().Which.Reason.Should().Be(ImportReasons.Corrupt);
    }

    private static string Decompress(byte[] block) => Encoding.ASCII.GetString(Snappy.Decompress(block));

    private static byte[] AsLiteral(byte[] block)
    {
        using var stream = new MemoryStream();
        TableWriter.Varint(stream, (ulong)block.Length);
        stream.Write([60 << 2, (byte)(block.Length - 1)]);
        stream.Write(block);
        return stream.ToArray();
    }
}
