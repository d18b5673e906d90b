using Google.Protobuf;
using Grpc.Core;
using Slipway.Protocols.OpenInference.Grpc.Proto;

namespace Slipway.Client.Grpc;

/// <summary>The call <c>ModelInfer</c> with a request that is serialized already.</summary>
internal static class ModelInfer
{
    public static Method<byte[], ModelInferResponse> Method { get; } =
        new(
            MethodType.Unary,
            "inference.GRPCInferenceService",
            "ModelInfer",
            Marshallers.Create<byte[]>((message, context) => context.Complete(message), _ => []),
            Marshallers.Create(
                (response, context) => context.Complete(response.ToByteArray()),
                context => ModelInferResponse.Parser.ParseFrom(context.PayloadAsReadOnlySequence())
            )
        );
}
