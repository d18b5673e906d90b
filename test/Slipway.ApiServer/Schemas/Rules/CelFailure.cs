namespace Slipway.ApiServer.Schemas.Rules;

/// <summary>A rule that cannot be evaluated on what it met: a field that is not there, values that do not compare.</summary>
internal sealed class CelFailure(string message) : Exception(message);

/// <summary>A rule beyond the part of the language that is known here.</summary>
internal sealed class CelUnsupportedException(string what) : Exception(what);
