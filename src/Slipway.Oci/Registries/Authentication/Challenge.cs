using System.Net.Http.Headers;

namespace Slipway.Oci.Registries.Authentication;

/// <summary>How a registry wants to be told who asks: <c>WWW-Authenticate</c> of RFC 9110, Basic or Bearer.</summary>
/// <param name="Realm">Where tokens come from; null for Basic.</param>
/// <param name="Service">What the token service calls the registry.</param>
/// <param name="Scopes">What the registry says that the token must allow.</param>
internal sealed record Challenge(Uri? Realm, string? Service, IReadOnlyList<string> Scopes)
{
    /// <summary>The first that is understood; null where none is.</summary>
    public static Challenge? Of(HttpResponseHeaders headers)
    {
        foreach (var header in headers.WwwAuthenticate)
        {
            if (header.Scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase))
                return new Challenge(null, null, []);
            if (!header.Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase))
                continue;

            var parameters = Parameters(header.Parameter ?? "");
            if (Uri.TryCreate(parameters.GetValueOrDefault("realm"), UriKind.Absolute, out var realm))
            {
                var scopes = parameters.GetValueOrDefault("scope")?.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                return new Challenge(realm, parameters.GetValueOrDefault("service"), scopes ?? []);
            }
        }

        return null;
    }

    // name="value", … where a value may hold commas, and quotes behind a backslash.
    private static Dictionary<string, string> Parameters(string text)
    {
        var parameters = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        for (var at = 0; at < text.Length; )
        {
            var equals = text.IndexOf('=', at);
            if (equals < 0)
                break;

            var name = text[at..equals].Trim(' ', ',');
            var value = new System.Text.StringBuilder();
            at = equals + 1;
            if (at < text.Length && text[at] == '"')
            {
                for (at++; at < text.Length && text[at] != '"'; at++)
                {
                    if (text[at] == '\\' && at + 1 < text.Length)
                        at++;
                    value.Append(text[at]);
                }

                at++;
            }
            else
            {
                for (; at < text.Length && text[at] != ','; at++)
                    value.Append(text[at]);
            }

            parameters[name] = value.ToString();
        }

        return parameters;
    }
}
