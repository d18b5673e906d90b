using Slipway.Cli.Servers;
using Slipway.Client;

namespace Slipway.Cli.Commands;

/// <summary>What the commands ask a running server.</summary>
internal static class ServerQuery
{
    public static async Task<ServerDescription> DescribeAsync(
        IInferenceClient client,
        InferenceTarget.Server target,
        CancellationToken cancellationToken
    )
    {
        var server = await client.GetServerMetadataAsync(cancellationToken);
        var names = target.Model is { } one ? [one] : await client.ListModelsAsync(cancellationToken);
        var models = new List<ModelDescription>();
        foreach (var name in names)
        {
            models.Add(Describe(await client.GetModelMetadataAsync(name, target.Version, cancellationToken)));
        }

        return new ServerDescription(target.Address.ToString(), server.Name, server.Version, server.Extensions, models);
    }

    /// <summary>The server's one model.</summary>
    /// <exception cref="CliException">It has none, or several.</exception>
    public static async Task<string> OnlyModelAsync(IInferenceClient client, CancellationToken cancellationToken)
    {
        var names = await client.ListModelsAsync(cancellationToken);
        return names switch
        {
            [var only] => only,
            [] => throw new CliException(ExitCodes.RequestRefused, $"The server at {client.Address} has no models."),
            _ => throw CliException.Usage(
                $"The server has {names.Count} models; choose one with --model: {string.Join(", ", names)}."
            ),
        };
    }

    private static ModelDescription Describe(ModelMetadata model) =>
        new()
        {
            Name = model.Name,
            Versions = model.Versions,
            Platform = model.Platform,
            Inputs = [.. model.Signature.Inputs.Select(TensorDescription.From)],
            Outputs = [.. model.Signature.Outputs.Select(TensorDescription.From)],
        };
}
