using System.Text.Json;
using Slipway.Cli.Servers;
using Slipway.Oci.Content;
using Slipway.Oci.Images.Services;
using Slipway.Oci.Layers;

namespace Slipway.Cli.Images.Build;

/// <summary>The model of an image: what it is, and the layer that holds it.</summary>
/// <param name="Service">What the image will say of itself, but for its base.</param>
/// <param name="Layer">With the model, imported where it is of another framework.</param>
internal sealed record ModelPart(ServiceDescription Service, CachedLayer Layer)
{
    /// <summary>Looks at the model, and makes the layer unless that was done before for the same files.</summary>
    /// <param name="environment">For other servers, where this machine cannot run the image's.</param>
    /// <param name="cache">What was made before.</param>
    /// <param name="options">Which model, and what it is called.</param>
    /// <param name="server">The image's server, where this machine can run it; null where not.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="CliException">It cannot be loaded.</exception>
    public static async Task<ModelPart> MakeAsync(
        CliEnvironment environment,
        ImageCache cache,
        ModelPartOptions options,
        ServerFiles? server,
        CancellationToken cancellationToken
    )
    {
        var source = options.Model;
        var original = source.Gather(source.Name, imported: null);
        var digest = await LayerWriter.MeasureAsync(original, options.Created, cancellationToken);
        var inspection = new ModelInspection(environment, cache);
        var described = await inspection.RunAsync(source.Path, digest.ToString(), server, cancellationToken);
        if (source.IsNewestOfSeveral && described.Version != source.Version)
        {
            throw CliException.ModelNotLoaded(
                $"Version {source.Version} of {source.Path}, the newest, cannot be served; version {described.Version} can. Repair it, or "
                    + $"build {Path.Combine(source.Path, $"{described.Version}")}."
            );
        }

        var name = options.Name ?? (source.Version is null ? described.Name : null) ?? source.Name;
        var layer = ModelInspection.IsForeign(described)
            ? await ImportAsync(inspection, described, options, name, digest, server, cache, cancellationToken)
            : await cache.Layers.GetAsync(
                $"model {name} {digest}",
                _ => Task.FromResult(source.Gather(name, imported: null)),
                options.Created,
                ImageCache.Level,
                cancellationToken
            );
        var service = new ServiceDescription
        {
            Model = name,
            IsRenamed = described.Name is { } own && own != name,
            ModelVersion = source.Version ?? described.Version ?? 1,
            Runtime = described.Runtime,
            Description = described.Description,
            Signature = SignatureOf(described),
            ServerVersion = ToolVersion.Short,
            Further = options.Labels,
        };
        return new ModelPart(service, layer);
    }

    private static async Task<CachedLayer> ImportAsync(
        ModelInspection inspection,
        ModelDescription described,
        ModelPartOptions options,
        string name,
        Digest digest,
        ServerFiles? server,
        ImageCache cache,
        CancellationToken cancellationToken
    )
    {
        var staging = Directory.CreateTempSubdirectory("slipway-import-");
        try
        {
            return await cache.Layers.GetAsync(
                $"imported {ToolVersion.Full} {name} {digest}",
                async token =>
                    options.Model.Gather(
                        name,
                        await inspection.ImportAsync(described, server, Path.Combine(staging.FullName, "import"), token)
                    ),
                options.Created,
                ImageCache.Level,
                cancellationToken
            );
        }
        finally
        {
            staging.Delete(recursive: true);
        }
    }

    private static string? SignatureOf(ModelDescription model) =>
        model.Inputs is null || model.Outputs is null
            ? null
            : JsonSerializer.Serialize(
                new SignatureLabel([.. model.Inputs.Select(Tensor)], [.. model.Outputs.Select(Tensor)]),
                SignatureContracts.Default.SignatureLabel
            );

    private static SignatureTensor Tensor(TensorDescription tensor) => new(tensor.Name, tensor.Datatype, tensor.Shape);
}
