using Slipway.Serving.Sources.Remote.Stores;

namespace Slipway.Serving.Tests.Sources.Remote.Stores;

public sealed class S3SignerTests
{
    /// <summary>The example of a listing in Amazon's description of Signature Version 4 for S3.</summary>
    [Fact]
    public void Sign_AmazonsExample_GivesItsSignature()
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Get,
            "https://examplebucket.s3.amazonaws.com/?max-keys=2&prefix=J"
        );
        var key = new S3AccessKey("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", null);
        S3Signer.Sign(request, key, "us-east-1", new DateTimeOffset(2013, 5, 24, 0, 0, 0, TimeSpan.Zero));
        request
            .Headers.GetValues("Authorization")
            .Single()
            .Should()
            .EndWith(
                "SignedHeaders=host;x-amz-content-sha256;x-amz-date, "
                    + "Signature=34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"
            );
    }
}
