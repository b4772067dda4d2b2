using HospitalChain.Protocol;

namespace HospitalChain.Client;

/// <summary>From answers to exceptions, at the edge of the client's flows.</summary>
public static class RefusedExtensions
{
    /// <summary>The value.</summary>
    /// <exception cref="RefusedException">There is none.</exception>
    public static T OrRefuse<T>(this Parsed<T> parsed)
        where T : class =>
        parsed.Ok ? parsed.Value : throw new RefusedException(parsed.Refusal);

    /// <exception cref="RefusedException">There is a refusal.</exception>
    public static void ThrowIfAny(this Refusal? refusal)
    {
        if (refusal is not null)
        {
            throw new RefusedException(refusal);
        }
    }
}
