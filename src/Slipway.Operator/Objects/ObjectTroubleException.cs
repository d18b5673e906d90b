namespace Slipway.Operator.Objects;

/// <summary>What a service asks for cannot be made until somebody does something about it.</summary>
/// <param name="reason">For machines; the condition's.</param>
/// <param name="message">For people.</param>
internal class ObjectTroubleException(string reason, string message) : Exception(message)
{
    public string Reason { get; } = reason;
}
