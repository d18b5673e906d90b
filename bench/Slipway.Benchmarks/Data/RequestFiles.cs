using System.Globalization;
using Slipway.Benchmarks.Models;

namespace Slipway.Benchmarks.Data;

/// <summary>
/// What a run sends, for each model: <c>NAME.json</c> (REST), <c>NAME.bin</c> with <c>NAME.bin.json-length</c> (REST with
/// binary tensors) and <c>NAME.grpc</c> (one framed message).
/// </summary>
internal static class RequestFiles
{
    public static void Write(string folder, BenchmarkModel model, int rows)
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
