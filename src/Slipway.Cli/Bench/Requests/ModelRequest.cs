using Slipway.Cli.Commands;
using Slipway.Cli.Inputs;
using Slipway.Client;
using Slipway.Models;

namespace Slipway.Cli.Bench.Requests;

/// <summary>Makes the request from what the server says of a model, and sends it once.</summary>
internal static class ModelRequest
{
    /// <exception cref="Errors.ServingException">The server cannot be reached, or refuses.</exception>
    /// <exception cref="CliException">The model is not to be told, or the input does not fit.</exception>
    public static async Task<PreparedRequest> PrepareAsync(
        BenchTarget target,
        InputOptions input,
        byte[]? content,
        TimeSpan limit,
        CancellationToken cancellationToken
    )
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(limit);
        try
        {
            return await RecordAsync(target, input, content, patience.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new CliException(
                ExitCodes.ServerUnreachable,
                $"{target.Address} did not answer within {limit.TotalSeconds} s. Give it more with --timeout."
            );
        }
    }

    private static async Task<PreparedRequest> RecordAsync(
        BenchTarget target,
        InputOptions input,
        byte[]? content,
        CancellationToken cancellationToken
    )
    {
        using var recorder = new RequestRecorder(target.Protocol);
        await using var client = InferenceClient.Create(
            target.Address,
            new InferenceClientOptions
            {
                // With one, the request would say how long it may take.
                Deadline = null,
                Retry = RetryOptions.None,
                BinaryTensors = target.Protocol != BenchProtocol.Rest,
                HttpHandler = recorder,
            }
        );
        var name = target.Model ?? await ServerQuery.OnlyModelAsync(client, cancellationToken);
        var metadata = await client.GetModelMetadataAsync(name, target.Version, cancellationToken);
        using var request = InputReader.Build(
            input,
            content,
            new ModelSelector(name, target.Version),
            metadata.Signature
        );
        using var answer = await client.InferAsync(request, cancellationToken);
        return recorder.Recorded!;
    }
}
