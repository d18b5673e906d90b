using Google.Protobuf;
using Microsoft.AspNetCore.Http;
using Slipway.Errors;
using Slipway.Inference;
using Slipway.Protocols.OpenInference.Grpc;
using Slipway.Protocols.OpenInference.Grpc.Proto;

namespace Slipway.AspNetCore.Grpc.Streams;

/// <summary>Writes the messages of a ModelStreamInfer response, each flushed: its reader waits for it.</summary>
internal static class StreamReply
{
    // Triton's metadata by which a caller asks for an error that is the status of the call.
    private const string ErrorModeHeader = "triton_grpc_error";

    /// <summary>Whether the first failure is to end the stream with its status, in place of an error message.</summary>
    public static bool EndsAtFailure(HttpRequest request) =>
        request.Headers[ErrorModeHeader].ToString().Equals("true", StringComparison.OrdinalIgnoreCase);

    /// <summary>Says whether a further answer to the request may follow.</summary>
    public static void Mark(InferenceResponse response) =>
        (response.Parameters ??= [])[StreamParameters.FinalResponse] = new ParameterValue(response.IsFinal);

    /// <summary>Says that no answer follows, of a request whose last was not known to be that.</summary>
    public static ValueTask WriteEndAsync(HttpResponse http, GrpcRequestNames names, CancellationToken ct) =>
        WriteAsync(http, GrpcStreamResponseEncoder.End(names), ct);

    public static async ValueTask WriteAsync(HttpResponse http, InferenceResponse response, CancellationToken ct)
    {
        int size;
        try
        {
            size = GrpcStreamResponseEncoder.ComputeSize(response);
        }
        catch (ServingException tooLarge)
        {
            var names = new GrpcRequestNames(response.ModelName, response.ModelVersion, response.Id ?? "");
            await WriteAsync(http, tooLarge.Message, names, ct);
            return;
        }

        GrpcReply.WritePrefix(http.BodyWriter, size);
        if (!await GrpcStreamResponseEncoder.WriteAsync(response, http.BodyWriter, ct))
            throw CallerHasGone();
        await FlushAsync(http, ct);
    }

    public static ValueTask WriteAsync(HttpResponse http, string error, GrpcRequestNames names, CancellationToken ct) =>
        WriteAsync(http, GrpcStreamResponseEncoder.Failure(GrpcStatusMessage.Shorten(error), names), ct);

    private static async ValueTask WriteAsync(HttpResponse http, ModelStreamInferResponse message, CancellationToken ct)
    {
        GrpcReply.WritePrefix(http.BodyWriter, message.CalculateSize());
        message.WriteTo(http.BodyWriter);
        await FlushAsync(http, ct);
    }

    private static async ValueTask FlushAsync(HttpResponse http, CancellationToken ct)
    {
        var flushed = await http.BodyWriter.FlushAsync(ct);
        if (flushed.IsCompleted || flushed.IsCanceled)
            throw CallerHasGone();
    }

    private static OperationCanceledException CallerHasGone() => new("The caller reads no further answers.");
}
