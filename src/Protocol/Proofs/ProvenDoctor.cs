using HospitalChain.Crypto;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.State;

namespace HospitalChain.Protocol.Proofs;

/// <summary>A doctor in good standing at a hospital that the registry knows. Only <see cref="DoctorProof.Verify"/> makes one.</summary>
public sealed class ProvenDoctor
{
    internal ProvenDoctor(Bytes32 key, Bytes32 chainId, EnrolmentEntry enrolment, CreditEntry credit, SignedHead registryHead, SignedHead head)
    {
        (Key, ChainId, Enrolment, Credit, RegistryHead, Head) = (key, chainId, enrolment, credit, registryHead, head);
    }

    /// <summary>The doctor's signing key.</summary>
    public Bytes32 Key { get; }

    /// <summary>The hospital's chain.</summary>
    public Bytes32 ChainId { get; }

    public EnrolmentEntry Enrolment { get; }

    public CreditEntry Credit { get; }

    /// <summary>The registry's HEAD at which the hospital stood so.</summary>
    public SignedHead RegistryHead { get; }

    /// <summary>The hospital's HEAD at which the doctor stood so.</summary>
    public SignedHead Head { get; }
}
