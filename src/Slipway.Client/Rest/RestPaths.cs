using Slipway.Errors;
using Slipway.Models;

namespace Slipway.Client.Rest;

/// <summary>The paths of the protocol, relative to the server's address.</summary>
internal static class RestPaths
{
    public const string Server = "v2";
    public const string Live = "v2/health/live";
    public const string Ready = "v2/health/ready";
    public const string Models = "v1/models";
    public const string RepositoryIndex = "v2/repository/index";

    public static string Model(string model, long? version) =>
        version is null
            ? $"v2/models/{Uri.EscapeDataString(model)}"
            : $"v2/models/{Uri.EscapeDataString(model)}/versions/{version}";

    public static string TypedModel(string model, long? version) =>
        version is null
            ? $"models/{Uri.EscapeDataString(model)}"
            : $"models/{Uri.EscapeDataString(model)}/versions/{version}";

    public static string RepositoryModel(string model) => $"v2/repository/models/{Uri.EscapeDataString(model)}";

    public static string ModelReady(string model, long? version) => Model(model, version) + "/ready";

    public static string Infer(ModelSelector model) =>
        model.Label is null
            ? Model(model.Name, model.Version) + "/infer"
            : throw ServingException.Unsupported(
                $"The Open Inference protocol has no version labels; ask model '{model.Name}' by a version instead of "
                    + $"label '{model.Label}'."
            );
}
