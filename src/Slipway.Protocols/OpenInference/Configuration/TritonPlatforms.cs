namespace Slipway.Protocols.OpenInference.Configuration;

/// <summary>Triton's names for what executes a model, and ours.</summary>
public static class TritonPlatforms
{
    /// <summary>The platform and the runtime of a graph over other models.</summary>
    public const string Ensemble = "ensemble";

    private const string OnnxBackend = "onnxruntime";
    private const string OnnxPlatform = "onnxruntime_onnx";
    private const string OnnxRuntime = "onnx";
    private const string TorchBackend = "pytorch";
    private const string TorchRuntime = "torch";

    /// <summary>The backend that a platform stands for, or null where it is none of Triton's.</summary>
    public static string? BackendOf(string platform) =>
        platform switch
        {
            OnnxPlatform => OnnxBackend,
            "tensorflow_graphdef" or "tensorflow_savedmodel" => "tensorflow",
            "tensorrt_plan" => "tensorrt",
            "pytorch_libtorch" => TorchBackend,
            Ensemble => Ensemble,
            _ => null,
        };

    /// <summary>Our runtime for a backend; one that has no other name keeps its own.</summary>
    public static string RuntimeOf(string backend) =>
        backend switch
        {
            OnnxBackend => OnnxRuntime,
            TorchBackend => TorchRuntime,
            _ => backend,
        };

    /// <summary>The backend whose part our runtime plays.</summary>
    public static string BackendOfRuntime(string runtime) =>
        runtime switch
        {
            OnnxRuntime => OnnxBackend,
            TorchRuntime => TorchBackend,
            // An ensemble has no backend, only a platform.
            Ensemble => "",
            _ => runtime,
        };
}
