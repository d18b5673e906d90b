using System.Buffers.Binary;
using System.Text;
using System.Text.RegularExpressions;

namespace Slipway.TestUtilities.Fixtures;

/// <summary>
/// An array as numpy writes it (NEP 1, versions 1 and 2, little-endian, C order): its type in numpy's letters
/// (<c>f4</c>, <c>i8</c>, <c>U5</c>), its shape and its bytes.
/// </summary>
public sealed partial record NumpyArray(string Type, int[] Shape, byte[] Bytes)
{
    public int Count => Shape.Aggregate(1, (product, dim) => product * dim);

    public static NumpyArray Read(string path)
    {
        var file = File.ReadAllBytes(path);
        var isLong = file[6] > 1;
        var length = isLong
            ? BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(8))
            : BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(8));
        var start = isLong ? 12 : 10;
        var header = Header().Match(Encoding.ASCII.GetString(file, start, length));
        if (!header.Success || header.Groups["order"].Value == "True")
            throw new InvalidDataException($"'{path}' is no array that is read here.");
        var shape = header
            .Groups["shape"]
            .Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(int.Parse)
            .ToArray();
        return new NumpyArray(header.Groups["type"].Value, shape, file[(start + length)..]);
    }

    [GeneratedRegex(
        @"'descr': '[<|=](?<type>\w+)', 'fortran_order': (?<order>\w+), 'shape': \((?<shape>[\d, ]*)\)",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking
    )]
    private static partial Regex Header();
}
