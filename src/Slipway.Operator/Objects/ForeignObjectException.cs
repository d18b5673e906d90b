using Slipway.Kubernetes.Watching;

namespace Slipway.Operator.Objects;

/// <summary>An object has the name that one of ours should have, and is somebody else's.</summary>
internal sealed class ForeignObjectException(string kind, ObjectName name)
    : ObjectTroubleException(
        "NameTaken",
        $"There is a {kind} {name} that is not of this model service. It is left alone: rename it, or the model service."
    );
