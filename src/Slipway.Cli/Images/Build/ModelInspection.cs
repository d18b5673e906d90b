using System.Text.Json;
using Slipway.Cli.Imports;
using Slipway.Cli.Servers;
using Slipway.Oci.Images.Services;

namespace Slipway.Cli.Images.Build;

/// <summary>What a server says of the model that goes into an image, asked once for the same files.</summary>
internal sealed class ModelInspection(CliEnvironment environment, ImageCache cache)
{
    private static readonly string[] Foreign = ["keras", "tensorflow", "xgboost", "lightgbm"];

    /// <summary>The description of a model that loads.</summary>
    /// <param name="path">The model.</param>
    /// <param name="content">Of what its files are: another for other files.</param>
    /// <param name="server">The image's own server, where this machine can run it; null where not.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="CliException">It cannot be loaded.</exception>
    public async Task<ModelDescription> RunAsync(
        string path,
        string content,
        ServerFiles? server,
        CancellationToken cancellationToken
    )
    {
        var key = $"inspect\n{path}\n{content}\n{server?.Key}";
        if (server is not null && cache.Read(key) is { } known)
            return JsonSerializer.Deserialize(known, ServerContracts.Default.ModelDescription)!;

        var program = server is null
            ? await environment.Servers.FindAsync(ServerProgram.Name, cancellationToken)
            : Of(server);
        var model = await ServerInspection.RunAsync(program, path, cancellationToken);
        if (model.Error is { } error)
            throw CliException.ModelNotLoaded(error.Message ?? $"{path} cannot be loaded.");
        if (server is not null)
            cache.Write(key, JsonSerializer.Serialize(model, ServerContracts.Default.ModelDescription));
        return model;
    }

    public static bool IsForeign(ModelDescription model) => Foreign.Contains(model.Runtime);

    /// <summary>Turns a model of another framework into what the image's server executes.</summary>
    /// <param name="model">As it was described.</param>
    /// <param name="server">The image's server, where this machine can run it.</param>
    /// <param name="folder">Where it goes; made.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<ImportedArtifact> ImportAsync(
        ModelDescription model,
        ServerFiles? server,
        string folder,
        CancellationToken cancellationToken
    )
    {
        var program =
            server is not null && Directory.Exists(Path.Combine(server.Folder, "importers"))
                ? Of(server)
                : await environment.Servers.FindAsync(ServerProgram.Name, cancellationToken);
        await ImporterRun.RunAsync(program, model.Path!, model.Runtime, folder, cancellationToken);
        return new ImportedArtifact(model.Path!, folder);
    }

    private static ServerProgram Of(ServerFiles server) => new(Path.Combine(server.Folder, ServiceImage.ServerProgram));
}
