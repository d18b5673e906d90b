using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Routing;
using Microsoft.OpenApi;
using Scalar.AspNetCore;
using Slipway.AspNetCore.Pages;

namespace Slipway.AspNetCore.ApiReference;

/// <summary>Serves the OpenAPI document and the page that shows it.</summary>
internal static class ApiReferenceEndpoints
{
    /// <summary>
    /// Maps the document at <paramref name="documentPath"/> and the page at <paramref name="pagePath"/>. The page
    /// loads nothing from elsewhere: its script is embedded, and its content security policy forbids the rest.
    /// </summary>
    /// <param name="endpoints">Where to map.</param>
    /// <param name="models">Gives the models of now; called once for each document.</param>
    /// <param name="serverVersion">The version of Slipway.</param>
    /// <param name="documentPath">Absolute, without a slash at the end.</param>
    /// <param name="pagePath">Absolute, without a slash at the end.</param>
    public static IEndpointConventionBuilder MapApiReference(
        this IEndpointRouteBuilder endpoints,
        Func<IServiceProvider, IReadOnlyList<ServedModel>> models,
        string serverVersion,
        string documentPath = "/openapi.json",
        string pagePath = "/docs"
    )
    {
        var group = endpoints.MapGroup("");
        group.MapGet(
            documentPath,
            context =>
            {
                var url = UriHelper.BuildAbsolute(
                    context.Request.Scheme,
                    context.Request.Host,
                    context.Request.PathBase
                );
                var document = OpenApiDocumentBuilder.Build(
                    models(context.RequestServices),
                    serverVersion,
                    url.TrimEnd('/')
                );
                return WriteAsync(document, context);
            }
        );
        group.MapScalarApiReference(
            pagePath,
            (options, context) =>
            {
                var nonce = Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(16));
                SecurityHeaders.Set(context.Response, SecurityHeaders.ForScalar(nonce));
                Configure(options.WithNonce(nonce), documentPath);
            }
        );
        return group;
    }

    private static async Task WriteAsync(OpenApiDocument document, HttpContext context)
    {
        // Written to memory first: the library's writer is synchronous, which Kestrel's body does not allow.
        using var buffer = new MemoryStream();
        await document.SerializeAsJsonAsync(buffer, OpenApiSpecVersion.OpenApi3_1, context.RequestAborted);
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.Headers.CacheControl = "no-cache";
        context.Response.ContentLength = buffer.Length;
        await context.Response.Body.WriteAsync(
            buffer.GetBuffer().AsMemory(0, (int)buffer.Length),
            context.RequestAborted
        );
    }

    private static void Configure(ScalarOptions options, string documentPath) =>
        options
            .WithTitle("Slipway API reference")
            .AddDocument("v1", "Slipway", documentPath)
            .DisableDefaultFonts()
            .DisableAgent()
            .DisableMcp()
            .DisableTelemetry()
            .HideModels()
            .HideClientButton()
            .HideDeveloperTools()
            .WithDotNetFlag(false);
}
