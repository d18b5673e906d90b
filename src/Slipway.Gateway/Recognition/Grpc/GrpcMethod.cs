namespace Slipway.Gateway.Recognition.Grpc;

/// <summary>How the gateway treats a method of gRPC.</summary>
/// <param name="Kind">Whose it is.</param>
/// <param name="NameField">Where the model's name is in the message: field numbers from the outside in.</param>
/// <param name="IsStream">Requests and answers go on for as long as both sides like.</param>
internal sealed record GrpcMethod(GrpcKind Kind, int[] NameField, bool IsStream = false);

internal enum GrpcKind
{
    /// <summary>A model is to compute; it is named in the first message.</summary>
    Inference = 0,

    /// <summary>It asks about a model, which is named in the message.</summary>
    About,

    /// <summary>So, and it asks only whether the model is ready.</summary>
    Readiness,

    /// <summary>Changes a model server, or shows what is one replica's alone.</summary>
    Management,

    /// <summary>So, and TensorFlow Serving's clients expect PERMISSION_DENIED.</summary>
    TensorFlowManagement,
}
