namespace Slipway.Deployment.Pipelines.Paths;

/// <summary>Where a path begins.</summary>
public enum PathRoot
{
    /// <summary><c>$request</c></summary>
    Request = 0,

    /// <summary><c>$response</c></summary>
    Response,

    /// <summary><c>$steps.NAME</c></summary>
    Step,

    /// <summary><c>$failed</c></summary>
    Failed,
}
