using System.CommandLine.Parsing;

namespace Slipway.Server.Serve;

/// <summary>What an option's validator looks at.</summary>
internal static class OptionValues
{
    /// <summary>
    /// The value; the type's own where the text is none of it, which the parser reports itself, and would report by an
    /// exception if it were asked.
    /// </summary>
    public static T? Read<T>(this OptionResult result)
    {
        try
        {
            return result.GetValueOrDefault<T>();
        }
        catch (InvalidOperationException)
        {
            return default;
        }
    }
}
