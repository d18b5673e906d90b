using System.Collections.Concurrent;
using System.Globalization;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Protocols.OpenInference.Rest;

namespace Slipway.Client.Tests.Fakes;

/// <summary>What the echo server does with a request, over either transport.</summary>
internal sealed class EchoModel
{
    public const string Metadata = """
        {"name":"echo","versions":["1","2"],"platform":"echo","inputs":[{"name":"x","datatype":"FP32","shape":[-1,2]}],
        "outputs":[{"name":"x","datatype":"FP32","shape":[-1,2]},{"name":"s","datatype":"BYTES","shape":[1]}]}
        """;

    public bool Ready { get; set; } = true;

    /// <summary>Whether the repository index is served over gRPC.</summary>
    public bool HasIndex { get; set; } = true;

    /// <summary>Called with the number of the attempt, from 1; true where it has answered itself.</summary>
    public Func<int, HttpContext, Task<bool>> AnswerRest { get; set; } = (_, _) => Task.FromResult(false);

    /// <summary>Called with the number of the attempt, from 1; may throw.</summary>
    public Func<int, ServerCallContext, Task> AnswerGrpc { get; set; } = (_, _) => Task.CompletedTask;

    public int Attempts => _attempts;

    /// <summary>The parameters of each request that was decoded, as text.</summary>
    public ConcurrentQueue<string> Parameters { get; } = new();

    /// <summary>Content types of the requests over REST.</summary>
    public ConcurrentQueue<string?> ContentTypes { get; } = new();

    private int _attempts;

    public int NextAttempt() => Interlocked.Increment(ref _attempts);

    public async Task InferAsync(HttpContext context)
    {
        if (await AnswerRest(NextAttempt(), context))
            return;
        ContentTypes.Enqueue(context.Request.ContentType);
        using var request = await RestRequestDecoder.DecodeAsync(
            context.Request.BodyReader,
            context.Request.ContentLength,
            int.TryParse(context.Request.Headers[RestHeaders.InferenceHeaderContentLength], out var length)
                ? length
                : null,
            new ModelSelector("echo"),
            RestDecoderLimits.Default,
            context.RequestAborted
        );
        foreach (var (name, value) in request.Parameters ?? [])
        {
            Parameters.Enqueue($"{name}={value}");
        }

        // The tensors are the request's; the response only shows them.
        var response = new InferenceResponse
        {
            ModelName = "echo",
            ModelVersion = "2",
            Id = request.Id,
        };
        response.Outputs.AddRange(request.Inputs.Select(i => new NamedTensor(i.Name, i.Tensor)));
        using var message = RestResponseEncoder.Encode(request, response);
        if (message.JsonLength is { } header)
        {
            context.Response.Headers[RestHeaders.InferenceHeaderContentLength] = header.ToString(
                CultureInfo.InvariantCulture
            );
        }

        context.Response.ContentType = message.ContentType;
        await message.WriteToAsync(context.Response.BodyWriter, context.RequestAborted);
    }
}
