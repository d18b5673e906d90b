using Microsoft.OpenApi;
using Slipway.AspNetCore.Typed;
using Slipway.Tasks;

namespace Slipway.AspNetCore.ApiReference.Typed;

/// <summary>Adds the path at which a model is asked in the words of its task.</summary>
internal sealed class TypedOperations(OpenApiDocument document, string serverUrl)
{
    public void Add(TypedDescription typed, ApiNames names)
    {
        var request = names.Component("Request");
        var response = names.Component("Response");
        RawSchema.AddTo(document, request, typed.RequestSchema);
        RawSchema.AddTo(document, response, typed.ResponseSchema);

        var operation = Operations.Make(document, names.Tag, names.OperationId("ask"), Title(typed.Task));
        operation.Description = Describe(typed);
        operation.RequestBody = new OpenApiRequestBody
        {
            Required = true,
            Content = TypedBodies.Requests(document, request, typed),
        };
        operation.Extensions = Operations.CodeSamples(
            TypedExample.ToCurl(typed, serverUrl.TrimEnd('/') + names.TypedPath)
        );
        operation.Responses?.Add("200", Answer(response, typed));
        operation.Responses?.Add(
            "400",
            Operations.Error(document, "The request is wrong; the error says where, and what is taken.")
        );
        operation.Responses?.Add("404", Operations.Error(document, "There is no such model, version or label."));
        operation.Responses?.Add("413", Operations.Error(document, "The body is over the server's limit."));
        operation.Responses?.Add(
            "503",
            Operations.Error(document, "The model is loading or failed, its queue is full, or the server is draining.")
        );
        operation.Responses?.Add("504", Operations.Error(document, "The time that the caller gave is over."));
        document.Paths.Add(names.TypedPath, Operations.Path(HttpMethod.Post, operation));
    }

    private OpenApiResponse Answer(string response, TypedDescription typed) =>
        new()
        {
            Description = typed.Summary,
            Headers = new Dictionary<string, IOpenApiHeader>(StringComparer.Ordinal)
            {
                [TypedEndpoint.VersionHeader] = new OpenApiHeader
                {
                    Description = "The version that answered.",
                    Schema = new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = "1" },
                },
            },
            Content = TypedBodies.Responses(document, response),
        };

    /// <summary><c>token-classification</c> as <c>Token classification</c>.</summary>
    private static string Title(string task) =>
        task.Length == 0 ? "Ask" : char.ToUpperInvariant(task[0]) + task[1..].Replace('-', ' ');

    private static string Describe(TypedDescription typed)
    {
        const int most = 64;
        var text = $"{typed.Summary}\n\nA list of requests is answered by a list, in order; JSON lines line by line.";
        if (typed.Labels.Count == 0)
            return text;
        var labels = string.Join(", ", typed.Labels.Take(most).Select(label => $"`{label.Replace('`', '\'')}`"));
        return $"{text}\n\nLabels: {labels}{(typed.Labels.Count > most ? $", … ({typed.Labels.Count})" : "")}";
    }
}
