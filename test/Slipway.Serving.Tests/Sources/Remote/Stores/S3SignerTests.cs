using Slipway.Serving.Sources.Remote.Stores;

namespace Slipway.Serving.Tests.Sources.Remote.Stores;

public sealed class S3SignerTests
{
    /// <summary>The bodiless examples in Amazon's description of Signature Version 4 for S3.</summary>
    [Theory]
    [InlineData("max-keys=2&prefix=J", "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7")]
    [InlineData("lifecycle=", "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543")]
    public void Sign_AmazonsExample_GivesItsSignature(string query, string signature)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"https://examplebucket.s3.amazonaws.com/?{query}");
        var key = new S3AccessKey("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", null);
        S3Signer.Sign(request, key, "us-east-1", new DateTimeOffset(2013, 5, 24, 0, 0, 0, TimeSpan.Zero));
        request
            .Headers.GetValues("Authorization")
            .Single()
            .Should()
            .EndWith($"SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature={signature}");
    }
}
