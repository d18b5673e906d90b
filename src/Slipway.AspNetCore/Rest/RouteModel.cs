using System.Globalization;
using Microsoft.AspNetCore.Http;
using Slipway.Errors;
using Slipway.Models;

namespace Slipway.AspNetCore.Rest;

/// <summary>Reads which model a route means.</summary>
internal static class RouteModel
{
    /// <summary>Whether the route means one.</summary>
    public static bool IsNamed(HttpContext context) => context.Request.RouteValues.ContainsKey("model");

    /// <exception cref="ServingException">InvalidArgument where the version is no positive number.</exception>
    public static ModelSelector Read(HttpContext context)
    {
        var values = context.Request.RouteValues;
        var name = (string)values["model"]!;
        return values["version"] is string version ? new ModelSelector(name, ParseVersion(name, version))
            : values["label"] is string label ? new ModelSelector(name, Label: label)
            : new ModelSelector(name);
    }

    /// <summary>The version in a gRPC request: null for the empty text.</summary>
    public static ModelSelector Parse(string name, string version) =>
        version.Length == 0 ? new ModelSelector(name) : new ModelSelector(name, ParseVersion(name, version));

    private static long ParseVersion(string name, string version) =>
        long.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number
            : throw ServingException.InvalidArgument(
                $"'{version}' is no version of model '{name}': versions are whole numbers from 1 on."
            );
}
