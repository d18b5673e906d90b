using Microsoft.OpenApi;

namespace Slipway.AspNetCore.ApiReference;

/// <summary>Schemas that do not depend on a model.</summary>
internal static class SharedSchemas
{
    public const string Error = "Error";
    public const string ModelMetadata = "ModelMetadata";
    public const string ServerMetadata = "ServerMetadata";
    public const string ModelList = "ModelList";
    public const string ModelStatus = "ModelStatus";
    public const string ModelSignature = "ModelSignature";

    public static void AddTo(OpenApiDocument document)
    {
        document.AddComponent<IOpenApiSchema>(
            Error,
            Object(("error", Text("What is wrong and what to do about it."), true))
        );
        document.AddComponent<IOpenApiSchema>(
            ServerMetadata,
            Object(
                ("name", Text("The server's name."), true),
                ("version", Text("The server's version."), true),
                ("extensions", Array(Text(null)), true)
            )
        );
        document.AddComponent<IOpenApiSchema>(ModelList, Object(("models", Array(Text(null)), true)));
        document.AddComponent<IOpenApiSchema>(ModelStatus, Status());
        document.AddComponent<IOpenApiSchema>(
            ModelSignature,
            Object(
                (
                    "model_spec",
                    Object(
                        ("name", Text(null), true),
                        ("signature_name", Text(null), true),
                        ("version", Text(null), true)
                    ),
                    true
                ),
                ("metadata", new OpenApiSchema { Type = JsonSchemaType.Object }, true)
            )
        );
        document.AddComponent<IOpenApiSchema>(
            ModelMetadata,
            Object(
                ("name", Text(null), true),
                ("versions", Array(Text(null)), false),
                ("platform", Text(null), true),
                ("inputs", Array(TensorMetadata()), true),
                ("outputs", Array(TensorMetadata()), true)
            )
        );
    }

    /// <summary>Names with booleans, numbers or strings (Open Inference Protocol V2, "Parameters").</summary>
    public static OpenApiSchema Parameters() =>
        new()
        {
            Type = JsonSchemaType.Object,
            AdditionalProperties = new OpenApiSchema
            {
                Type = JsonSchemaType.Boolean | JsonSchemaType.Number | JsonSchemaType.String,
            },
        };

    public static OpenApiSchema Text(string? description) =>
        new() { Type = JsonSchemaType.String, Description = description };

    public static OpenApiSchema Array(IOpenApiSchema items) => new() { Type = JsonSchemaType.Array, Items = items };

    public static OpenApiSchema Object(params ReadOnlySpan<(string Name, IOpenApiSchema Schema, bool Required)> members)
    {
        var schema = new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal),
            Required = new HashSet<string>(StringComparer.Ordinal),
        };
        foreach (var (name, member, required) in members)
        {
            schema.Properties.Add(name, member);
            if (required)
                schema.Required.Add(name);
        }

        return schema;
    }

    private static OpenApiSchema Status()
    {
        var cause = Object(("error_code", Text("`OK`, or why it failed."), true), ("error_message", Text(null), true));
        var version = Object(
            ("version", Text(null), true),
            ("state", Text("START, LOADING, AVAILABLE, UNLOADING or END."), true),
            ("status", cause, true)
        );
        return Object(
            ("model_version_status", Array(version), true),
            ("name", Text(null), true),
            ("ready", new OpenApiSchema { Type = JsonSchemaType.Boolean }, true)
        );
    }

    private static OpenApiSchema TensorMetadata() =>
        Object(
            ("name", Text(null), true),
            ("datatype", Text(null), true),
            (
                "shape",
                Array(
                    new OpenApiSchema
                    {
                        Type = JsonSchemaType.Integer,
                        Minimum = "-1",
                        Description = "-1 is a free dimension.",
                    }
                ),
                true
            )
        );
}
