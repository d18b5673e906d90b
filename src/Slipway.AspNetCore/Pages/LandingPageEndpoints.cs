using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Slipway.AspNetCore.ApiReference;

namespace Slipway.AspNetCore.Pages;

/// <summary>Serves the page at <c>/</c>, its files and the data that it shows.</summary>
internal static class LandingPageEndpoints
{
    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    private const string Css = "text/css; charset=utf-8";
    private const string JavaScript = "text/javascript; charset=utf-8";

    /// <summary>
    /// Maps <c>/</c> and what it needs under <c>/_slipway/</c>. All addresses in the page are relative: it works under
    /// any path base.
    /// </summary>
    /// <param name="endpoints">Where to map.</param>
    /// <param name="models">Gives the models of now; called each time the page asks for them.</param>
    /// <param name="serverVersion">The version of Slipway, shown at the page's head.</param>
    public static IEndpointConventionBuilder MapLandingPage(
        this IEndpointRouteBuilder endpoints,
        Func<IServiceProvider, IReadOnlyList<ServedModel>> models,
        string serverVersion
    )
    {
        var group = endpoints.MapGroup("");
        var hashes = new Dictionary<string, string>(StringComparer.Ordinal);

        // In the order of use: what refers to a file comes after it.
        MapAsset("icon.svg", "image/svg+xml");
        MapAsset("base.css", Css);
        MapAsset("frame.css", Css);
        MapAsset("model.css", Css);
        MapAsset("form.css", Css);
        MapAsset("answer.css", Css);
        MapAsset("task.css", Css);
        MapAsset("json.js", JavaScript);
        MapAsset("binary.js", JavaScript);
        MapAsset("dom.js", JavaScript);
        MapAsset("fields.js", JavaScript);
        MapAsset("grid.js", JavaScript);
        MapAsset("form.js", JavaScript);
        MapAsset("send.js", JavaScript);
        MapAsset("answer.js", JavaScript);
        MapAsset("bars.js", JavaScript);
        MapAsset("csv.js", JavaScript);
        MapAsset("spans.js", JavaScript);
        MapAsset("entities.js", JavaScript);
        MapAsset("boxes.js", JavaScript);
        MapAsset("readable.js", JavaScript);
        MapAsset("views.js", JavaScript);
        MapAsset("picture.js", JavaScript);
        MapAsset("records.js", JavaScript);
        MapAsset("result.js", JavaScript);
        MapAsset("signature.js", JavaScript);
        MapAsset("playground.js", JavaScript);
        MapAsset("typed.js", JavaScript);
        MapAsset("app.js", JavaScript);

        var page = Load("index.html", "text/html; charset=utf-8");
        group.MapMethods("/", Methods, page.WriteAsync);
        group.MapMethods(
            "/_slipway/models",
            Methods,
            context => WriteAsync(PageContentFactory.Create(models(context.RequestServices), serverVersion), context)
        );
        return group;

        void MapAsset(string name, string contentType)
        {
            var asset = Load(name, contentType);
            hashes.Add(name, asset.Hash);
            group.MapMethods($"/_slipway/{name}", Methods, asset.WriteAsync);
        }

        // A file refers to others by the address with their hash, so that its own hash changes with theirs.
        PageAsset Load(string name, string contentType)
        {
            var text = new StringBuilder(Encoding.UTF8.GetString(PageAsset.Read(name)));
            foreach (var (other, hash) in hashes)
            {
                text.Replace($"/{other}\"", $"/{other}?v={hash}\"");
            }

            return new PageAsset(Encoding.UTF8.GetBytes(text.ToString()), contentType);
        }
    }

    private static async Task WriteAsync(PageContent content, HttpContext context)
    {
        SecurityHeaders.Set(context.Response, SecurityHeaders.Own);
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        await JsonSerializer.SerializeAsync(
            context.Response.Body,
            content,
            PageContentJson.Default.PageContent,
            context.RequestAborted
        );
    }
}
