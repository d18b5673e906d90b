using System.Globalization;
using Slipway.Benchmarks.Data;

namespace Slipway.Benchmarks.Load;

/// <summary>
/// What <c>load/run.sh</c> sends, for each model: <c>NAME.onnx</c>, <c>NAME.json</c> (REST), <c>NAME.bin</c> with
/// <c>NAME.bin.json-length</c> (REST with binary tensors) and <c>NAME.grpc</c> (one framed message).
/// </summary>
internal static class LoadCases
{
    public static void Write(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var model in ModelCase.All)
        {
            Write(Path.Combine(folder, model.Input.Name), model);
        }
    }

    private static void Write(string path, ModelCase model)
    {
        var input = model.Input;
        model.Build().Save(path + ".onnx");
        File.WriteAllBytes(path + ".json", RequestBytes.Json(input));
        File.WriteAllBytes(path + ".bin", RequestBytes.Binary(input, out var jsonLength));
        File.WriteAllText(path + ".bin.json-length", jsonLength.ToString(CultureInfo.InvariantCulture));
        File.WriteAllBytes(path + ".grpc", RequestBytes.Frame(RequestBytes.Grpc(input.Name, input)));
    }
}
