using System.Globalization;
using Slipway.Benchmarks.Data;
using Slipway.Benchmarks.Models;

namespace Slipway.Benchmarks.Load;

/// <summary>
/// What a run sends, for each model: <c>NAME.json</c> (REST), <c>NAME.bin</c> with <c>NAME.bin.json-length</c> (REST with
/// binary tensors) and <c>NAME.grpc</c> (one framed message).
/// </summary>
internal static class LoadCases
{
    /// <summary>The cases of <c>load/run.sh</c>: bodies of one row, and <c>NAME.onnx</c> beside them.</summary>
    public static void Write(string folder)
    {
        foreach (var model in (IEnumerable<BenchmarkModel>)[BenchmarkModel.Tiny, BenchmarkModel.Mlp])
        {
            WriteBodies(folder, model, rows: 1);
            model.Build().Save(Path.Combine(folder, model.Name + ".onnx"));
        }
    }

    public static void WriteBodies(string folder, BenchmarkModel model, int rows)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, model.Name);
        var inputs = model.Inputs(rows);
        File.WriteAllBytes(path + ".json", RequestBytes.Json(inputs));
        File.WriteAllBytes(path + ".bin", RequestBytes.Binary(inputs, out var jsonLength));
        File.WriteAllText(path + ".bin.json-length", jsonLength.ToString(CultureInfo.InvariantCulture));
        File.WriteAllBytes(path + ".grpc", RequestBytes.Frame(RequestBytes.Grpc(model.Name, inputs)));
    }
}
