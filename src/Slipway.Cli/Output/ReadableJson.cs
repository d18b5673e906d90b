using System.Text.Encodings.Web;
using System.Text.Json;
using Slipway.Cli.Servers;

namespace Slipway.Cli.Output;

/// <summary>JSON that people read as well: quotes and letters of any script stay as they are.</summary>
internal static class ReadableJson
{
    public static JavaScriptEncoder Encoder => JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    public static ServerContracts Contracts { get; } =
        new(new JsonSerializerOptions(ServerContracts.Default.Options) { Encoder = Encoder });
}
