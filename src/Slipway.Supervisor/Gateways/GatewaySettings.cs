using System.Text.Json;
using Slipway.Deployment;
using Slipway.Deployment.Fleet;
using Slipway.Deployment.Manifest;

namespace Slipway.Supervisor.Gateways;

/// <summary>What a gateway is started with.</summary>
internal sealed record GatewaySettings(ProgramSpec Program, GatewayConfig Config)
{
    public bool IsSameAs(GatewaySettings other) =>
        Program.File == other.Program.File
        && Program.Arguments.SequenceEqual(other.Program.Arguments)
        && Text(Config) == Text(other.Config);

    /// <summary>Has a gateway read them from a file, with the ports that it is to take.</summary>
    public void Write(string file, int port, int grpcPort) => File.WriteAllText(file, Text(With(port, grpcPort)));

    /// <summary>
    /// Those of a gateway that was started with a file, so that other settings are seen to be others: these, where they come to
    /// the same.
    /// </summary>
    public GatewaySettings AsWritten(string file, int port, int grpcPort)
    {
        try
        {
            var text = File.ReadAllText(file);
            return text == Text(With(port, grpcPort))
                ? this
                : this with
                {
                    Config = JsonSerializer.Deserialize(text, DeploymentJson.Default.GatewayConfig)!,
                };
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            return this;
        }
    }

    private GatewayConfig With(int port, int grpcPort) => Config with { Port = port, GrpcPort = grpcPort };

    private static string Text(GatewayConfig config) =>
        JsonSerializer.Serialize(config, DeploymentJson.Default.GatewayConfig);
}
