using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;

namespace HospitalChain.Protocol.Records;

/// <summary>How a grant hands reading on. An array whose first value says which suite.</summary>
public abstract class Delegation
{
    internal abstract void Write(CanonicalWriter writer);

    internal static Delegation? Read(ref CanonicalReader reader)
    {
        var fields = reader.List(PairingDelegation.Fields, PairingDelegation.Fields);
        if (fields == 0)
        {
            return null;
        }

        switch (reader.UInt(1))
        {
            case PairingDelegation.Suite:
                return PairingDelegation.ReadRest(ref reader);
            default:
                return OneWayDelegation.ReadRest(ref reader);
        }
    }
}
