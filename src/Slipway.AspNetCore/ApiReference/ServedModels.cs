using Microsoft.Extensions.DependencyInjection;
using Slipway.Models;
using Slipway.Serving.Lifecycle;

namespace Slipway.AspNetCore.ApiReference;

/// <summary>Makes what the pages show out of what the engine knows.</summary>
internal static class ServedModels
{
    private const long LargestExample = 64 << 10;

    public static IReadOnlyList<ServedModel> List(IServiceProvider services) =>
        [.. services.GetRequiredService<ModelManager>().Statuses.Select(From)];

    private static ServedModel From(ModelStatus status) =>
        new(
            status.Name,
            status.Version,
            status.State.ToString(),
            status.Error?.Message,
            status.Signature,
            status.Details is { } details
                ? details with
                {
                    Description = status.Package?.Config.Description ?? details.Description,
                }
                : null
        )
        {
            Typed = status.Typed,
            ExampleRequestJson = status.IsAvailable ? Example(status.Package?.Directory) : null,
        };

    /// <summary>The package's own shortest request, so that the page shows values that mean something.</summary>
    private static string? Example(string? package)
    {
        if (package is null || Path.Combine(package, GoldenRequests.Folder) is var folder && !Directory.Exists(folder))
            return null;
        try
        {
            var file = Directory
                .EnumerateFiles(folder, "*.json")
                .Where(file => !file.EndsWith(".expected.json", StringComparison.Ordinal))
                .Select(file => new FileInfo(file))
                .Where(file => file.Length <= LargestExample)
                .OrderBy(file => file.Length)
                .ThenBy(file => file.Name, StringComparer.Ordinal)
                .FirstOrDefault();
            return file is null ? null : File.ReadAllText(file.FullName);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A page without an example is better than no page.
            return null;
        }
    }
}
