using System.Globalization;
using System.Text.Json;

namespace Slipway.Protocols.OpenInference.Configuration;

/// <summary>
/// Parameters are shown with the model; the threads of the onnxruntime backend go to the runtime's own section.
/// </summary>
internal static class ParametersReader
{
    private const string OnnxRuntime = "onnx";

    // From the backend's parameters to the names in the section.
    private static readonly Dictionary<string, string> Threads = new()
    {
        ["intra_op_thread_count"] = "intra_op_threads",
        ["inter_op_thread_count"] = "inter_op_threads",
    };

    public static void Read(ConfigReading reading)
    {
        var isOnnx = reading.Config.Runtime is null or OnnxRuntime;
        var section = new List<string>();
        var passed = new List<string>();
        foreach (var (name, parameter) in reading.Message.Parameters.OrderBy(p => p.Key, StringComparer.Ordinal))
        {
            reading.Config.Parameters[name] = parameter.StringValue;
            if (!isOnnx)
                continue;
            if (!Threads.TryGetValue(name, out var option))
                passed.Add($"'{name}'");
            else if (!int.TryParse(parameter.StringValue, NumberStyles.None, null, out var count))
                reading.Wrong(
                    "parameters",
                    $"'{name}: {parameter.StringValue}' must be a whole number, 0 for the default"
                );
            else if (count > 0)
                section.Add($"\"{option}\":{count.ToString(CultureInfo.InvariantCulture)}");
        }

        if (passed.Count > 0)
            reading.Remark(
                $"the runtime does not read the parameters {string.Join(", ", passed)}, they are only shown"
            );
        if (section.Count == 0)
            return;
        using var document = JsonDocument.Parse($"{{{string.Join(',', section)}}}");
        reading.Config.Sections[OnnxRuntime] = document.RootElement.Clone();
    }
}
