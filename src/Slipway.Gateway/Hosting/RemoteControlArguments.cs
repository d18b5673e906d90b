using System.Globalization;

namespace Slipway.Gateway.Hosting;

/// <summary>Where an operator asks for traffic, and by what it is known.</summary>
/// <param name="Port">Where the gateway listens; 0 takes a free one.</param>
/// <param name="TokenFile">Has the token.</param>
internal sealed record RemoteControlArguments(int Port, string TokenFile)
{
    public const string PortName = "--control-port";
    public const string TokenName = "--control-token-file";

    /// <param name="values">By name.</param>
    /// <param name="wrong">Takes what is wrong, in sentences.</param>
    /// <returns>Null where there is no such port.</returns>
    public static RemoteControlArguments? Of(IReadOnlyDictionary<string, string> values, ICollection<string> wrong)
    {
        if (!values.TryGetValue(PortName, out var text))
        {
            if (values.ContainsKey(TokenName))
                wrong.Add($"{TokenName} is for {PortName}.");
            return null;
        }

        if (!ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port))
            wrong.Add($"{PortName} '{text}' is no port.");
        if (values.TryGetValue(TokenName, out var file))
            return new RemoteControlArguments(port, file);
        wrong.Add($"{PortName} needs {TokenName} FILE: without a token everybody could ask.");
        return null;
    }
}
