using System.Globalization;
using Slipway.Deployment.Manifest;
using Slipway.Gateway.Pipelines.Bodies;
using Slipway.Gateway.Pipelines.Failures;
using Slipway.Gateway.Pipelines.Running;
using Slipway.Models;
using Slipway.Protocols.OpenInference.Rest;

namespace Slipway.Gateway.Pipelines.Endpoints;

/// <summary><c>POST /v2/models/{p}/infer</c> (Open Inference Protocol V2), with the binary tensor data extension.</summary>
internal sealed class InferEndpoint(TensorRequests tensors, PipelineBudget budget, GatewayConfig config)
{
    private readonly RestDecoderLimits _limits = new()
    {
        MaxBodyBytes = (int)Math.Min(config.MaxRequestBytes, PipelineRun.LargestValue),
    };

    /// <exception cref="PipelineFailure">It cannot be answered.</exception>
    public async Task AnswerAsync(PipelineRequest request)
    {
        var (context, graph) = (request.Context, request.Graph);
        var options = CallerHeaders.Read(context.Request);
        using var read = await RequestBody.ReadAsync(
            context.Request,
            (int)_limits.MaxBodyBytes,
            budget,
            request.Aborted
        );
        var body = read.Bytes;
        using var asked = await RestRequestDecoder.DecodeAsync(
            System.IO.Pipelines.PipeReader.Create(new System.Buffers.ReadOnlySequence<byte>(body)),
            body.Length,
            HeaderLength(context.Request),
            new ModelSelector(graph.Name),
            _limits,
            request.Aborted
        );
        var (response, summary) = await tensors.AnswerAsync(graph, asked, options, request.Aborted);
        using var owned = response;
        using var message = RestResponseEncoder.Encode(asked, response);
        var headers = context.Response.Headers;
        summary.WriteTo(headers);
        headers.ContentType = message.ContentType;
        headers.ContentLength = message.ContentLength;
        if (message.JsonLength is { } length)
            headers[RestHeaders.InferenceHeaderContentLength] = length.ToString(CultureInfo.InvariantCulture);
        await message.WriteToAsync(context.Response.BodyWriter, request.Aborted);
    }

    private static int? HeaderLength(HttpRequest request)
    {
        var header = request.Headers[RestHeaders.InferenceHeaderContentLength];
        if (header.Count == 0)
            return null;
        return
            header.Count == 1
            && int.TryParse(header[0], NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            ? length
            : throw PipelineFailure.Invalid(
                $"The header {RestHeaders.InferenceHeaderContentLength} is '{header}'; it must be the number of bytes of "
                    + "the JSON part."
            );
    }
}
