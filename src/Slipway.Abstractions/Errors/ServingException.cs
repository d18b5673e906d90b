namespace Slipway.Errors;

/// <summary>
/// A failure with a <see cref="ServingErrorCode"/>. The message is shown to the caller: it names the model, the bad
/// value and the remedy, and never holds a stack trace or a path outside the model package.
/// </summary>
public sealed class ServingException : Exception
{
    public ServingException(ServingErrorCode code, string message)
        : base(message)
    {
        Code = code;
    }

    public ServingException(ServingErrorCode code, string message, Exception? innerException)
        : base(message, innerException)
    {
        Code = code;
    }

    public ServingErrorCode Code { get; }

    /// <summary>
    /// A short machine-readable cause in kebab-case (<c>custom-operator</c>, <c>external-data-missing</c>, …),
    /// or null where the code says it all.
    /// </summary>
    public string? Reason { get; init; }

    /// <summary>When the caller may usefully try again; null where unknown.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public static ServingException InvalidArgument(string message) => new(ServingErrorCode.InvalidArgument, message);

    public static ServingException NotFound(string message) => new(ServingErrorCode.NotFound, message);

    public static ServingException Unsupported(string message) => new(ServingErrorCode.Unsupported, message);

    public static ServingException Unavailable(string message) => new(ServingErrorCode.Unavailable, message);

    public static ServingException TooLarge(string message) => new(ServingErrorCode.TooLarge, message);

    public static ServingException Internal(string message, Exception? inner = null) =>
        new(ServingErrorCode.Internal, message, inner);
}
