using Slipway.AspNetCore.TensorFlowServing;
using Slipway.Errors;
using Slipway.Serving.Control;
using Slipway.Serving.Sources.Remote;
using Slipway.Serving.Sources.Remote.Registries;

namespace Slipway.Server.Serve;

/// <summary>What the files say that the command line names.</summary>
/// <param name="Models">Those of the list of models.</param>
/// <param name="Remarks">What has no effect, one sentence each, for the log.</param>
/// <param name="Signed">What must be signed; null for nothing.</param>
internal sealed record ServeFiles(
    IReadOnlyList<DeclaredModel> Models,
    IReadOnlyList<string> Remarks,
    SignedModels? Signed
)
{
    /// <exception cref="ServingException">A file cannot be read, or is wrong; tells everything that is.</exception>
    public static ServeFiles Read(ServeOptions options)
    {
        IReadOnlyList<DeclaredModel> models = [];
        var remarks = new List<string>();
        if (options.ModelConfigFile is { } list)
        {
            models = ModelConfigFile.Read(list, out var ofList);
            remarks.AddRange(ofList);
        }

        if (options.BatchingParametersFile is { } batching)
            remarks.Add(BatchingParametersNotice.Read(batching));
        IEnumerable<string> places = [.. options.Paths, .. models.Select(model => model.Path)];
        return new ServeFiles(models, remarks, ReadKeys(options.RequireSignature, places));
    }

    // Who wants signatures must not be served what has none, because it came another way.
    private static SignedModels? ReadKeys(IReadOnlyList<string> keys, IEnumerable<string> places)
    {
        if (SignedModels.Read(keys) is not { } signed)
            return null;

        var remote = places.Where(RemoteModelSource.IsRemote).ToList();
        if (remote.Find(place => !RemoteModelSource.IsRegistry(place)) is { } other)
        {
            throw ServingException.InvalidArgument(
                $"--require-signature: only what a registry has (oci://) is signed, and '{RemoteModelSource.Show(other)}' is "
                    + "elsewhere. Push it to a registry, or serve it without the option."
            );
        }

        return remote.Count > 0
            ? signed
            : throw ServingException.InvalidArgument(
                "--require-signature is about models of registries, and none is named: oci://REGISTRY/NAME:TAG."
            );
    }
}
