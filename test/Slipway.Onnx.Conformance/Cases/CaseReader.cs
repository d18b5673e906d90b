using Google.Protobuf;
using Slipway.Onnx.Proto;

namespace Slipway.Onnx.Conformance.Cases;

/// <summary>Finds cases: folders with a <c>model.onnx</c> and <c>test_data_set_*</c> folders beside it.</summary>
internal static class CaseReader
{
    /// <summary>The cases in <paramref name="folder"/> whose name has <paramref name="filter"/> in it, by name.</summary>
    public static List<ConformanceCase> Read(string folder, string? filter)
    {
        var cases = new List<ConformanceCase>();
        foreach (var path in Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal))
        {
            var name = CleanName(Path.GetFileName(path));
            var model = Path.Combine(path, "model.onnx");
            if (!File.Exists(model) || (filter is not null && !name.Contains(filter, StringComparison.Ordinal)))
                continue;
            string[] dataSets =
            [
                .. Directory.EnumerateDirectories(path, "test_data_set_*").Order(StringComparer.Ordinal),
            ];
            cases.Add(new ConformanceCase(name, Path.GetFullPath(model), ReadGraph(model), dataSets));
        }

        return cases;
    }

    private static GraphProto? ReadGraph(string file)
    {
        try
        {
            return ModelProto.Parser.ParseFrom(File.ReadAllBytes(file)).Graph;
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }

    private static string CleanName(string name) =>
        string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' ? c : '_'));
}
