using System.Globalization;
using Google.Protobuf;
using Slipway.Importers.SavedModel.Proto;
using Slipway.Importers.SavedModel.Values;
using OnnxType = Slipway.Onnx.Proto.TensorProto.Types.DataType;

namespace Slipway.Importers.SavedModel.Graphs;

/// <summary>Reads lookup tables that are filled from text files among the model's assets.</summary>
internal sealed class VocabularyFile(string folder, MetaGraphDef graph)
{
    private const long Largest = 256L << 20;
    private const long WholeLine = -2;
    private const long LineNumber = -1;

    public LookupTable Read(GraphNode fill, GraphNode table)
    {
        var lines = Lines(fill);
        var limit = fill.Attributes.TryGetValue("vocab_size", out var size) && size.I > 0 ? size.I : long.MaxValue;
        if (limit < lines.Length)
            lines = lines[..(int)limit];
        var delimiter = fill.Text("delimiter") is { Length: > 0 } text ? text : "\t";
        return new LookupTable(
            Column(lines, Index(fill, "key_index", WholeLine), delimiter, table.Type("key_dtype", DataType.DtString)),
            Column(
                lines,
                Index(fill, "value_index", LineNumber),
                delimiter,
                table.Type("value_dtype", DataType.DtInt64)
            )
        );
    }

    private string[] Lines(GraphNode fill)
    {
        var source = fill.Inputs.Count > 1 ? fill.Inputs[1].Origin().Node.Name : "";
        var name = graph
            .AssetFileDef.FirstOrDefault(asset => TensorReference.Parse(asset.TensorInfo?.Name ?? "").Node == source)
            ?.Filename;
        if (name is null || name != Path.GetFileName(name))
        {
            throw new ImportException(
                ImportReasons.Corrupt,
                $"'{fill.Name}' fills a lookup table from a file that is not among the model's assets."
            );
        }

        var file = new FileInfo(Path.Combine(folder, "assets", name));
        if (!file.Exists)
            throw new ImportException(ImportReasons.Corrupt, $"The asset 'assets/{name}' is not there.");
        return file.Length <= Largest
            ? File.ReadAllLines(file.FullName)
            : throw new ImportException(ImportReasons.TooLarge, $"The asset 'assets/{name}' has {file.Length} bytes.");
    }

    private static long Index(GraphNode fill, string name, long otherwise) =>
        fill.Attributes.TryGetValue(name, out var value) ? value.I : otherwise;

    private static TensorValue Column(string[] lines, long index, string delimiter, DataType type)
    {
        var texts = index switch
        {
            LineNumber => [.. Enumerable.Range(0, lines.Length).Select(i => i.ToString(CultureInfo.InvariantCulture))],
            WholeLine => lines,
            _ => Array.ConvertAll(lines, line => line.Split(delimiter).ElementAtOrDefault((int)index) ?? ""),
        };
        long[] shape = [texts.Length];
        try
        {
            return ElementType.Of(type) switch
            {
                OnnxType.String => TensorValue.FromStrings(shape, [.. texts.Select(ByteString.CopyFromUtf8)]),
                OnnxType.Float => TensorValue.From<float>(
                    Array.ConvertAll(texts, text => float.Parse(text, CultureInfo.InvariantCulture)),
                    shape
                ),
                var integer => TensorValue.FromIntegers(
                    integer,
                    Array.ConvertAll(texts, text => long.Parse(text, CultureInfo.InvariantCulture)),
                    shape
                ),
            };
        }
        catch (FormatException)
        {
            throw new ImportException(
                ImportReasons.Corrupt,
                "A file that fills a lookup table has a line without a number."
            );
        }
    }
}
