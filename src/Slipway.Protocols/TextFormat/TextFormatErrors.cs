using Slipway.Errors;

namespace Slipway.Protocols.TextFormat;

/// <summary>Collects what does not fit, so that all of it is told at once.</summary>
internal sealed class TextFormatErrors(string name)
{
    public const string Reason = "invalid-config";

    private const int MostErrors = 20;

    private readonly List<string> _errors = [];
    private int _more;

    public void Add(TextPosition position, string message)
    {
        if (_errors.Count < MostErrors)
            _errors.Add($"{position}: {message}");
        else
            _more++;
    }

    public void ThrowIfAny()
    {
        if (_errors.Count == 0)
            return;
        var more = _more > 0 ? $"; and {_more} more" : "";
        throw new ServingException(ServingErrorCode.InvalidArgument, $"{name}: {string.Join("; ", _errors)}{more}.")
        {
            Reason = Reason,
        };
    }
}
