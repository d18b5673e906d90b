using System.Collections.Frozen;

namespace Slipway.Gateway.Recognition.Grpc;

/// <summary>
/// The methods that are about a model or one model server, by path. Those that are not here are the gateway's own, or there are
/// none.
/// </summary>
internal static class GrpcMethods
{
    private const string OpenInference = "/inference.GRPCInferenceService/";
    private const string Prediction = "/tensorflow.serving.PredictionService/";
    private const string Models = "/tensorflow.serving.ModelService/";

    // ModelInferRequest.model_name, ModelMetadataRequest.name, …
    private static readonly int[] First = [1];

    // PredictRequest.model_spec.name, …
    private static readonly int[] ModelSpec = [1, 1];

    // MultiInferenceRequest.tasks[0].model_spec.name
    private static readonly int[] FirstTask = [1, 1, 1];

    private static readonly FrozenDictionary<string, GrpcMethod> All = new Dictionary<string, GrpcMethod>
    {
        [OpenInference + "ModelInfer"] = new(GrpcKind.Inference, First),
        [OpenInference + "ModelStreamInfer"] = new(GrpcKind.Inference, First, IsStream: true),
        [OpenInference + "ModelReady"] = new(GrpcKind.Readiness, First),
        [OpenInference + "ModelMetadata"] = new(GrpcKind.About, First),
        [OpenInference + "ModelConfig"] = new(GrpcKind.About, First),
        [OpenInference + "ModelStatistics"] = new(GrpcKind.About, First),
        [Prediction + "Predict"] = new(GrpcKind.Inference, ModelSpec),
        [Prediction + "Classify"] = new(GrpcKind.Inference, ModelSpec),
        [Prediction + "Regress"] = new(GrpcKind.Inference, ModelSpec),
        [Prediction + "GetModelMetadata"] = new(GrpcKind.About, ModelSpec),
        [Prediction + "MultiInference"] = new(GrpcKind.Inference, FirstTask),
        [Models + "GetModelStatus"] = new(GrpcKind.About, ModelSpec),
        [Models + "HandleReloadConfigRequest"] = new(GrpcKind.TensorFlowManagement, []),
        [OpenInference + "RepositoryModelLoad"] = new(GrpcKind.Management, []),
        [OpenInference + "RepositoryModelUnload"] = new(GrpcKind.Management, []),
        [OpenInference + "SystemSharedMemoryStatus"] = new(GrpcKind.Management, []),
        [OpenInference + "SystemSharedMemoryRegister"] = new(GrpcKind.Management, []),
        [OpenInference + "SystemSharedMemoryUnregister"] = new(GrpcKind.Management, []),
        [OpenInference + "CudaSharedMemoryStatus"] = new(GrpcKind.Management, []),
        [OpenInference + "CudaSharedMemoryRegister"] = new(GrpcKind.Management, []),
        [OpenInference + "CudaSharedMemoryUnregister"] = new(GrpcKind.Management, []),
        [OpenInference + "TraceSetting"] = new(GrpcKind.Management, []),
        [OpenInference + "LogSettings"] = new(GrpcKind.Management, []),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Null where it is neither of a model nor of a model server.</summary>
    public static GrpcMethod? Find(string path) => All.GetValueOrDefault(path);

    /// <summary>Paths of all, for tests.</summary>
    public static IEnumerable<string> Paths => All.Keys;

    /// <summary>"gRPC over HTTP/2", Content-Type: <c>application/grpc</c>, with <c>+proto</c> or parameters behind it.</summary>
    public static bool IsGrpc(HttpRequest request)
    {
        const string Type = "application/grpc";
        if (!HttpProtocol.IsHttp2(request.Protocol))
            return false;
        var type = request.ContentType.AsSpan();
        return type.StartsWith(Type, StringComparison.OrdinalIgnoreCase)
            && (type.Length == Type.Length || type[Type.Length] is '+' or ';' or ' ');
    }
}
