using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Google.Protobuf;
using Slipway.Importers.SavedModel.Bundle;
using Slipway.Importers.SavedModel.Proto;

namespace Slipway.Importers.Tests.SavedModel.Bundle;

public sealed class VariablesBundleTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("slipway-bundle-").FullName;

    private string Prefix => Path.Combine(_folder, "variables");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Read_OfATensor_ChecksAndGivesIt()
    {
        Write(Entry(DataType.DtFloat, 0, Bytes(1f, 2f), 2), Bytes(1f, 2f));
        Read().Values<float>().ToArray().Should().Equal(1f, 2f);
    }

    [Fact]
    public void Read_OfStrings_ChecksLengthsAndBytes()
    {
        var lengths = new byte[8];
        BinaryPrimitives.WriteInt32LittleEndian(lengths, 2);
        BinaryPrimitives.WriteInt32LittleEndian(lengths.AsSpan(4), 3);
        var ofLengths = Crc32C.Of(lengths);
        var masked = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(masked, Crc32C.Mask(ofLengths));
        byte[] shard = [2, 3, .. masked, .. "abcde"u8];
        var entry = Entry(DataType.DtString, 0, shard, 2);
        entry.Crc32C = Crc32C.Mask(Crc32C.Of("abcde"u8, Crc32C.Of(masked, ofLengths)));
        Write(entry, shard);
        Read().Texts().Should().Equal("ab", "cde");
        entry.Crc32C++;
        Write(entry, shard);
        Refusal().Should().Be(ImportReasons.Corrupt);
    }

    [Fact]
    public void Read_OfAPartition_FindsItsPart()
    {
        var part = new TensorSliceProto
        {
            Extent =
            {
                new TensorSliceProto.Types.Extent { Start = 100, Length = 2 },
            },
        };
        var whole = new BundleEntryProto
        {
            Dtype = DataType.DtFloat,
            Shape = TestGraph.Shape([200]),
            Slices = { part },
        };
        var bytes = Bytes(7f, 8f);
        Write(
            [("w", whole.ToByteArray()), (SliceKey.Of("w", part), Entry(DataType.DtFloat, 0, bytes, 2).ToByteArray())],
            bytes
        );
        VariablesBundle.Open(Prefix)!.Read("w", part).Values<float>().ToArray().Should().Equal(7f, 8f);
    }

    [Fact]
    public void Read_OfAWrongChecksum_IsRefused()
    {
        Write(Entry(DataType.DtFloat, 0, Bytes(1f, 2f), 2), Bytes(1f, 3f));
        Refusal().Should().Be(ImportReasons.Corrupt);
    }

    [Theory]
    [InlineData(0, 0, 8, 3L)]
    [InlineData(0, 4, 8, 2L)]
    [InlineData(0, -4, 8, 2L)]
    [InlineData(0, long.MaxValue, 8, 2L)]
    [InlineData(7, 0, 8, 2L)]
    [InlineData(-1, 0, 8, 2L)]
    [InlineData(0, 0, 10L << 30, (10L << 30) / 4)]
    [InlineData(0, 0, 8, -2L)]
    public void Read_OfWhatIsNotThere_IsRefusedBeforeMemoryIsTaken(int shard, long offset, long size, long count)
    {
        var entry = Entry(DataType.DtFloat, offset, Bytes(1f, 2f), count);
        entry.ShardId = shard;
        entry.Size = size;
        Write(entry, Bytes(1f, 2f));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Refusal().Should().BeOneOf(ImportReasons.Corrupt, ImportReasons.TooLarge);
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(16 << 20);
    }

    [Fact]
    public void Read_OfAShapeThatOverflows_IsRefused()
    {
        var entry = Entry(DataType.DtFloat, 0, Bytes(1f, 2f), 1L << 32, 1L << 32, 1L << 32);
        Write(entry, Bytes(1f, 2f));
        Refusal().Should().Be(ImportReasons.Corrupt);
    }

    [Fact]
    public void Open_WithoutAnIndex_IsNone() => VariablesBundle.Open(Prefix).Should().BeNull();

    private static byte[] Bytes(params float[] values) => MemoryMarshal.AsBytes<float>(values).ToArray();

    private static BundleEntryProto Entry(DataType type, long offset, byte[] bytes, params long[] shape) =>
        new()
        {
            Dtype = type,
            Shape = TestGraph.Shape(shape),
            Offset = offset,
            Size = bytes.Length,
            Crc32C = Crc32C.Mask(Crc32C.Of(bytes)),
        };

    private void Write(BundleEntryProto entry, byte[] shard) => Write([("w", entry.ToByteArray())], shard);

    private void Write((string Key, byte[] Value)[] entries, byte[] shard)
    {
        var header = new BundleHeaderProto { NumShards = 1 }.ToByteArray();
        IEnumerable<(string Key, byte[] Value)> all = [("", header), .. entries];
        File.WriteAllBytes(
            Prefix + ".index",
            TableWriter.Write(all.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        );
        File.WriteAllBytes(Prefix + ".data-00000-of-00001", shard);
    }

    private Importers.SavedModel.Values.TensorValue Read() => VariablesBundle.Open(Prefix)!.Read("w");

    private string Refusal()
    {
        var read = Read;
        return read.Should().Throw<ImportException>().Which.Reason;
    }
}
