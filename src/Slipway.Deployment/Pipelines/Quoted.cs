using System.Globalization;
using System.Text;

namespace Slipway.Deployment.Pipelines;

/// <summary>Texts as <see cref="TextCursor.TakeQuoted"/> reads them.</summary>
internal static class Quoted
{
    public static string Of(string text)
    {
        var result = new StringBuilder("\"");
        foreach (var character in text)
        {
            if (character is '"' or '\\')
                result.Append('\\').Append(character);
            else if (char.IsControl(character) || char.IsSurrogate(character))
                result.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}");
            else
                result.Append(character);
        }

        return result.Append('"').ToString();
    }
}
