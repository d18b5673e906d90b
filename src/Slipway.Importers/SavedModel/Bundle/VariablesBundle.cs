using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Google.Protobuf;
using Slipway.Importers.SavedModel.Proto;
using Slipway.Importers.SavedModel.Values;
using OnnxType = Slipway.Onnx.Proto.TensorProto.Types.DataType;

namespace Slipway.Importers.SavedModel.Bundle;

/// <summary>
/// The variables of a SavedModel: an index (a table) that tells for each tensor its type, shape and place, and shards that
/// hold the bytes. Every length is checked against the files before memory is taken, and every tensor against its checksum.
/// </summary>
internal sealed class VariablesBundle
{
    private const long LargestIndex = 256L << 20;
    private const int MostShards = 100_000;

    // The header's key is empty.
    private const string HeaderKey = "";

    private readonly string _prefix;
    private readonly Dictionary<string, byte[]> _entries;
    private readonly int _shards;

    private VariablesBundle(string prefix, Dictionary<string, byte[]> entries)
    {
        _prefix = prefix;
        _entries = entries;
        if (!entries.TryGetValue(HeaderKey, out var bytes))
            throw Damaged("has no header");
        var header = Parse(BundleHeaderProto.Parser, bytes);
        if (header.Endianness != BundleHeaderProto.Types.Endianness.Little)
            throw new ImportException(ImportReasons.Unsupported, "The variables were written on a big-endian machine.");
        if (header.NumShards is < 1 or > MostShards)
            throw Damaged($"declares {header.NumShards} shards");
        _shards = header.NumShards;
    }

    /// <summary>Opens a bundle.</summary>
    /// <param name="prefix">The path before <c>.index</c>.</param>
    /// <returns>Null where there is none: a model without variables has no such files.</returns>
    /// <exception cref="ImportException">The index is damaged.</exception>
    public static VariablesBundle? Open(string prefix)
    {
        var index = new FileInfo(prefix + ".index");
        if (!index.Exists)
            return null;
        if (index.Length > LargestIndex)
            throw new ImportException(ImportReasons.TooLarge, $"The variables' index has {index.Length} bytes.");
        return new VariablesBundle(prefix, TableReader.Read(File.ReadAllBytes(index.FullName)));
    }

    public bool Contains(string name) => _entries.ContainsKey(Key(name));

    /// <summary>Reads a tensor.</summary>
    /// <exception cref="ImportException">There is none of this name, or it is damaged.</exception>
    public TensorValue Read(string name) => Read(name, Entry(Key(name), name));

    /// <summary>Reads a part of a partitioned variable.</summary>
    /// <param name="name">The variable.</param>
    /// <param name="part">The part as it was saved: another one is refused.</param>
    /// <exception cref="ImportException">There is no such part, or it is damaged.</exception>
    public TensorValue Read(string name, TensorSliceProto part)
    {
        var entry = Entry(Key(name), name);
        if (entry.Slices.Count > 0)
            return Read(name, Entry(SliceKey.Of(name, part), name));
        // A variable with one part is saved whole.
        return IsWhole(entry.Shape, part)
            ? Read(name, entry)
            : throw new ImportException(
                ImportReasons.Unsupported,
                $"The graph restores a part of '{name}', which was saved whole."
            );
    }

    private TensorValue Read(string name, BundleEntryProto entry)
    {
        if (entry.Slices.Count > 0)
            throw new ImportException(
                ImportReasons.Unsupported,
                $"The variable '{name}' is partitioned, but the graph restores it whole."
            );
        var type = ElementType.Of(entry.Dtype);
        var shape = entry.Shape?.Dim.Select(dim => dim.Size).ToArray() ?? [];
        if (entry.Size > Array.MaxLength)
            throw new ImportException(ImportReasons.TooLarge, $"The variable '{name}' has {entry.Size} bytes.");
        var size = type == OnnxType.String ? 1 : ElementType.Size(type);
        var needed = (Int128)size;
        foreach (var dim in shape)
        {
            // Of strings there are at least as many bytes as elements.
            needed = dim >= 0 && needed <= long.MaxValue ? needed * dim : -1;
            if (needed < 0)
                throw Damaged($"gives '{name}' an impossible shape");
        }

        if (type == OnnxType.String ? needed > entry.Size : needed != entry.Size)
            throw Damaged($"gives '{name}' {entry.Size} bytes where its shape needs {needed}");
        var bytes = ReadShard(name, entry);
        if (type == OnnxType.String)
            return TensorValue.FromStrings(shape, Strings(name, bytes, (int)needed, entry.Crc32C));
        Check(name, Crc32C.Of(bytes), entry.Crc32C);
        return TensorValue.FromBytes(type, shape, bytes);
    }

    private static bool IsWhole(TensorShapeProto? shape, TensorSliceProto part)
    {
        var dims = shape?.Dim.Select(dim => dim.Size).ToArray() ?? [];
        return dims.Length == part.Extent.Count
            && part.Extent.Zip(dims, (extent, dim) => extent.Start == 0 && (!extent.HasLength || extent.Length == dim))
                .All(isWhole => isWhole);
    }

    private byte[] ReadShard(string name, BundleEntryProto entry)
    {
        if (entry.ShardId < 0 || entry.ShardId >= _shards)
            throw Damaged($"puts '{name}' in shard {entry.ShardId} of {_shards}");
        var path = string.Create(CultureInfo.InvariantCulture, $"{_prefix}.data-{entry.ShardId:D5}-of-{_shards:D5}");
        if (!File.Exists(path))
        {
            throw new ImportException(
                ImportReasons.Corrupt,
                $"The variable '{name}' is in '{Path.GetFileName(path)}', which is not there. Copy the whole folder 'variables'."
            );
        }

        using var file = File.OpenHandle(path);
        var length = RandomAccess.GetLength(file);
        if (entry.Offset < 0 || entry.Size < 0 || entry.Offset > length - entry.Size)
            throw Damaged($"puts '{name}' outside its shard of {length} bytes");
        var bytes = GC.AllocateUninitializedArray<byte>((int)entry.Size);
        for (var read = 0; read < bytes.Length; )
        {
            var count = RandomAccess.Read(file, bytes.AsSpan(read), entry.Offset + read);
            if (count == 0)
                throw Damaged($"puts '{name}' outside its shard");
            read += count;
        }

        return bytes;
    }

    /// <summary>
    /// Strings: all lengths as varints, a checksum of the lengths (each as a number of four bytes, of eight where it does
    /// not fit), then the bytes. The tensor's checksum covers the lengths in that form, their checksum and the bytes.
    /// </summary>
    private static List<ByteString> Strings(string name, byte[] bytes, int count, uint expected)
    {
        var reader = new SpanReader(bytes);
        var lengths = new int[count];
        var crc = 0u;
        Span<byte> number = stackalloc byte[sizeof(uint)];
        for (var i = 0; i < count; i++)
        {
            lengths[i] = reader.Length();
            BinaryPrimitives.WriteInt32LittleEndian(number, lengths[i]);
            crc = Crc32C.Of(number, crc);
        }

        var stored = reader.Take(sizeof(uint));
        Check(name, crc, BinaryPrimitives.ReadUInt32LittleEndian(stored));
        crc = Crc32C.Of(stored, crc);
        var strings = new List<ByteString>(count);
        foreach (var length in lengths)
        {
            var text = reader.Take(length);
            crc = Crc32C.Of(text, crc);
            strings.Add(ByteString.CopyFrom(text));
        }

        Check(name, crc, expected);
        return strings;
    }

    private static void Check(string name, uint crc, uint masked)
    {
        if (Crc32C.Mask(crc) != masked)
        {
            throw new ImportException(
                ImportReasons.Corrupt,
                $"The checksum of the variable '{name}' is wrong: its shard is damaged. Copy or export the model again."
            );
        }
    }

    private BundleEntryProto Entry(string key, string name) =>
        _entries.TryGetValue(key, out var entry)
            ? Parse(BundleEntryProto.Parser, entry)
            : throw new ImportException(
                ImportReasons.Corrupt,
                $"The variable '{name}' is not in the variables' index."
            );

    // Keys are kept a character for each byte, because those of parts are no text.
    private static string Key(string name) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(name));

    private static T Parse<T>(MessageParser<T> parser, byte[] bytes)
        where T : IMessage<T>
    {
        try
        {
            return parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw Damaged("has an entry that is no message: " + e.Message);
        }
    }

    private static ImportException Damaged(string how) =>
        new(ImportReasons.Corrupt, $"The variables' index {how}. Export the model again.");
}
