using System.Diagnostics.CodeAnalysis;

namespace Slipway.Handlers;

/// <summary>What of a row's type is looked at when a handler is made, and so must survive trimming.</summary>
public static class RowMembers
{
    /// <summary>Its public constructors and properties.</summary>
    public const DynamicallyAccessedMemberTypes Needed =
        DynamicallyAccessedMemberTypes.PublicConstructors | DynamicallyAccessedMemberTypes.PublicProperties;
}
