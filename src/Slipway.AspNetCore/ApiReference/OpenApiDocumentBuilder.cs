using Microsoft.OpenApi;

namespace Slipway.AspNetCore.ApiReference;

/// <summary>
/// Makes the OpenAPI document of a server from the signatures of its models. A pure function: the same models give the
/// same document, byte for byte.
/// </summary>
internal static class OpenApiDocumentBuilder
{
    /// <summary>Describes <paramref name="models"/> and the server around them.</summary>
    /// <param name="models">Every version that is served, in any order.</param>
    /// <param name="serverVersion">The version of Slipway.</param>
    /// <param name="serverUrl">
    /// Where the reader reaches the server, for runnable samples; null where unknown, which gives a relative URL.
    /// </param>
    public static OpenApiDocument Build(IReadOnlyList<ServedModel> models, string serverVersion, string? serverUrl)
    {
        var document = new OpenApiDocument
        {
            Info = new OpenApiInfo
            {
                Title = "Slipway model server",
                Version = serverVersion,
                Description =
                    "The models of this server: in the words of their tasks, over the Open Inference Protocol V2, and for "
                    + "clients of TensorFlow Serving and KServe V1. Schemas and examples are made "
                    + "from the models' own signatures.",
            },
            Servers = [new OpenApiServer { Url = serverUrl ?? "/" }],
            Paths = [],
            Tags = new HashSet<OpenApiTag>(),
        };
        SharedSchemas.AddTo(document);

        var operations = new ModelOperations(document, serverUrl ?? "http://localhost:8080");
        var tensorFlow = new TensorFlowOperations(document);
        var named = new HashSet<string>(StringComparer.Ordinal);
        foreach (var model in ServedModelOrder.Sort(models))
        {
            var withVersion = !named.Add(model.Name);
            operations.Add(model, withVersion);
            tensorFlow.Add(model, withVersion);
        }

        ServerOperations.Add(document);
        SharedMemoryOperations.Add(document);
        return document;
    }
}
