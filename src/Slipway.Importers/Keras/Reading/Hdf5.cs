using PureHDF;
using PureHDF.VOL.Native;
using Slipway.Importers.Keras.Weights;

namespace Slipway.Importers.Keras.Reading;

/// <summary>
/// An HDF5 file that is hostile until proved otherwise: the library's failures become refusals, and sizes are checked
/// against the file before memory is taken.
/// </summary>
internal sealed class Hdf5 : IDisposable
{
    private const long MostStrings = 1 << 20;

    private readonly NativeFile _file;
    private readonly MemoryBudget _budget;
    private readonly long _length;

    private Hdf5(NativeFile file, long length)
    {
        _file = file;
        _length = length;
        _budget = new MemoryBudget(length);
    }

    public IH5Group Root => _file;

    public static bool Recognizes(ReadOnlySpan<byte> head) =>
        head.StartsWith((ReadOnlySpan<byte>)[0x89, .. "HDF\r\n"u8, 0x1A, (byte)'\n']);

    public static Hdf5 Open(Stream stream) =>
        new(Corrupt.Guard("the HDF5 file", () => H5File.Open(stream, leaveOpen: false)), stream.Length);

    public void Dispose() => _file.Dispose();

    public static IReadOnlyList<IH5Object> Children(IH5Group group) =>
        Corrupt.Guard($"the group '{group.Name}'", () => group.Children().ToList());

    /// <summary>An attribute with one string; null where there is none.</summary>
    public string? Text(IH5Object owner, string name) => Strings(owner, name) is [var text, ..] ? text : null;

    /// <summary>An attribute with strings; null where there is none.</summary>
    public IReadOnlyList<string>? Strings(IH5Object owner, string name) =>
        Corrupt.Guard<IReadOnlyList<string>?>(
            $"the attribute '{name}' of '{owner.Name}'",
            () =>
            {
                if (!owner.AttributeExists(name))
                    return null;
                var attribute = owner.Attribute(name);
                // An empty list is written as an empty array of numbers.
                if (attribute.Type.Class is not (H5DataTypeClass.String or H5DataTypeClass.VariableLength))
                    return [];
                if (attribute.Space.Type == H5DataspaceType.Scalar)
                    return [attribute.Read<string>().TrimEnd('\0')];
                var count = Count(attribute.Space.Dimensions, $"attribute '{name}'");
                if (count > MostStrings || count * attribute.Type.Size > _length)
                    throw Corrupt.File($"the attribute '{name}' declares {count} strings.");
                return [.. attribute.Read<string[]>().Select(text => text.TrimEnd('\0'))];
            }
        );

    /// <summary>A dataset of numbers, as single-precision numbers.</summary>
    public Weight Read(IH5Dataset dataset, string path) =>
        Corrupt.Guard(
            $"the weight '{path}'",
            () =>
            {
                var dims = dataset.Space.Type == H5DataspaceType.Scalar ? [] : dataset.Space.Dimensions;
                var count = Count(dims, $"weight '{path}'");
                var bytes = checked(count * Math.Max(dataset.Type.Size, sizeof(float)));
                if (dataset.Layout.Class != H5DataLayoutClass.Chunked && count * dataset.Type.Size > _length)
                    throw Corrupt.File($"the weight '{path}' declares {bytes} bytes; the file has {_length}.");
                _budget.Take($"the weight '{path}'", bytes);
                return new Weight(path, [.. dims.Select(dim => checked((int)dim))], Values(dataset, count));
            }
        );

    private static float[] Values(IH5Dataset dataset, long count)
    {
        if (count == 0)
            return [];
        return (dataset.Type.Class, dataset.Type.Size) switch
        {
            (H5DataTypeClass.FloatingPoint, 4) => dataset.Read<float[]>(),
            (H5DataTypeClass.FloatingPoint, 8) => Array.ConvertAll(dataset.Read<double[]>(), value => (float)value),
            (H5DataTypeClass.FloatingPoint, 2) => Array.ConvertAll(dataset.Read<Half[]>(), value => (float)value),
            (H5DataTypeClass.FixedPoint, 8) => Array.ConvertAll(dataset.Read<long[]>(), value => (float)value),
            (H5DataTypeClass.FixedPoint, 4) => Array.ConvertAll(dataset.Read<int[]>(), value => (float)value),
            var (type, size) => throw Corrupt.File($"a weight has elements of {size} bytes of the class {type}."),
        };
    }

    private static long Count(ulong[] dims, string what)
    {
        var count = 1L;
        foreach (var dim in dims)
        {
            if (dim > int.MaxValue)
                throw Corrupt.File($"the {what} declares a dimension of {dim}.");
            count = checked(count * (long)dim);
        }

        return count;
    }
}
