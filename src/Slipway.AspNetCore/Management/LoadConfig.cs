using System.Text.Json;
using Slipway.Errors;
using Slipway.Models;

namespace Slipway.AspNetCore.Management;

internal static class LoadConfig
{
    public static ModelConfig Parse(string model, string json) => throw ServingException.Unsupported(model + json);
}
